"""Tables of the engine, by subject."""

from wanjia.coverage.models.facts import Arrival, Aside, Attempt, Proof, Tube
from wanjia.coverage.models.paper import PaperSheet
from wanjia.coverage.models.rounds import CommitteeTotal, Obligation, Pace, Round, Sheet, SubjectSet
from wanjia.coverage.models.rulings import Decision, Exemption, Explanation, SignOff
from wanjia.platform.sharding import Placement, place

__all__ = [
    "Arrival",
    "Aside",
    "Attempt",
    "CommitteeTotal",
    "Decision",
    "Exemption",
    "Explanation",
    "Obligation",
    "Pace",
    "PaperSheet",
    "Proof",
    "Round",
    "Sheet",
    "SignOff",
    "SubjectSet",
    "Tube",
]

place(Placement.REFERENCE, "coverage.Obligation", "coverage.Round", "coverage.SignOff")
place(
    Placement.DISTRIBUTED,
    "coverage.Sheet",
    "coverage.Arrival",
    "coverage.Tube",
    "coverage.Proof",
    "coverage.Aside",
    "coverage.Attempt",
    "coverage.Decision",
    "coverage.Exemption",
    "coverage.Explanation",
    "coverage.PaperSheet",
)
place(Placement.INDEX, "coverage.CommitteeTotal", "coverage.Pace", "coverage.SubjectSet")  # each by its committee
