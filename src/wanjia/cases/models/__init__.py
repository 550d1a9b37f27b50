"""Tables of cases and transfers, by subject."""

from wanjia.cases.models.cases import Case, CaseCounter
from wanjia.cases.models.contacts import Contact
from wanjia.cases.models.days import DayClosing, DayReason
from wanjia.cases.models.facilities import BedKind, Beds, Facility, Stay, Vehicle
from wanjia.cases.models.interviews import Answer, Exposure
from wanjia.cases.models.presets import CasePreset
from wanjia.cases.models.transfers import LeftBehind, Transfer, TransferStep
from wanjia.platform.sharding import Placement, place

__all__ = [
    "Answer", "BedKind", "Beds", "Case", "CaseCounter", "CasePreset", "Contact", "DayClosing", "DayReason", "Exposure",
    "Facility", "LeftBehind", "Stay", "Transfer", "TransferStep", "Vehicle",
]  # fmt: skip

place(
    Placement.DISTRIBUTED, "cases.CaseCounter", "cases.Case", "cases.Contact", "cases.Answer", "cases.Exposure",
    "cases.Transfer", "cases.TransferStep", "cases.LeftBehind", "cases.Stay", "cases.DayClosing", "cases.DayReason",
)  # fmt: skip
place(Placement.REFERENCE, "cases.CasePreset", "cases.Facility", "cases.Beds", "cases.Vehicle")  # some hundreds of rows
