"""Tables of care, by subject."""

from wanjia.care.models.cases import CareCase, CareCaseStep
from wanjia.care.models.helpers import CarerIndex, Team, TeamMember, TeamPerson, Volunteer
from wanjia.care.models.houses import Inspection, Institution, Lodger
from wanjia.care.models.ladders import Ladder, LadderStep
from wanjia.care.models.nights import NightDuty
from wanjia.care.models.plans import CarePlan, CareTask, Guide
from wanjia.care.models.rounds import CareRound, CareRule
from wanjia.care.models.ties import Carership, Cover, InformalCarer
from wanjia.platform.sharding import Placement, place

__all__ = [
    "CareCase", "CareCaseStep", "CarePlan", "CareRound", "CareRule", "CareTask", "CarerIndex", "Carership", "Cover",
    "Guide", "InformalCarer", "Inspection", "Institution", "Ladder", "LadderStep", "Lodger", "NightDuty", "Team",
    "TeamMember", "TeamPerson", "Volunteer",
]  # fmt: skip

place(Placement.REFERENCE, "care.CareRule")
place(
    Placement.DISTRIBUTED, "care.CareRound", "care.Carership", "care.InformalCarer", "care.Cover", "care.Ladder",
    "care.LadderStep", "care.CarePlan", "care.CareTask", "care.Institution", "care.Lodger", "care.Inspection",
    "care.CareCase", "care.CareCaseStep", "care.Volunteer", "care.Team", "care.TeamMember", "care.TeamPerson",
    "care.NightDuty", "care.Guide",
)  # fmt: skip
place(Placement.INDEX, "care.CarerIndex", by="account_id")
