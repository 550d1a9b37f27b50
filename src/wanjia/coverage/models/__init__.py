"""Tables of the engine, by subject."""

from wanjia.coverage.models.facts import Aside, Attempt, Proof
from wanjia.coverage.models.rounds import Obligation, Round, Sheet
from wanjia.coverage.models.rulings import Decision, Exemption, Explanation, SignOff
from wanjia.platform.sharding import Placement, place

__all__ = [
    "Aside",
    "Attempt",
    "Decision",
    "Exemption",
    "Explanation",
    "Obligation",
    "Proof",
    "Round",
    "Sheet",
    "SignOff",
]

place(Placement.REFERENCE, "coverage.Obligation", "coverage.Round", "coverage.SignOff")
place(
    Placement.DISTRIBUTED,
    "coverage.Sheet",
    "coverage.Proof",
    "coverage.Aside",
    "coverage.Attempt",
    "coverage.Decision",
    "coverage.Exemption",
    "coverage.Explanation",
)
