"""Tables of care, by subject."""

from wanjia.care.models.cases import CareCase, CareCaseStep
from wanjia.care.models.houses import Inspection, Institution, Lodger
from wanjia.care.models.ladders import Ladder, LadderStep
from wanjia.care.models.plans import CarePlan, CareTask
from wanjia.care.models.rounds import CareRound, CareRule
from wanjia.care.models.ties import Carership, Cover, InformalCarer
from wanjia.platform.sharding import Placement, place

__all__ = [
    "CareCase", "CareCaseStep", "CarePlan", "CareRound", "CareRule", "CareTask", "Carership", "Cover", "InformalCarer",
    "Inspection", "Institution", "Ladder", "LadderStep", "Lodger",
]  # fmt: skip

place(Placement.REFERENCE, "care.CareRule")
place(
    Placement.DISTRIBUTED, "care.CareRound", "care.Carership", "care.InformalCarer", "care.Cover", "care.Ladder",
    "care.LadderStep", "care.CarePlan", "care.CareTask", "care.Institution", "care.Lodger", "care.Inspection",
    "care.CareCase", "care.CareCaseStep",
)  # fmt: skip
