"""Tables of medical access, by subject."""

from wanjia.medical.models.hospitals import AmbulanceWait, Car, Department, Hospital
from wanjia.medical.models.medicine import HandOver, HouseOrder, MedicineOrder, MoneyLine, Run
from wanjia.medical.models.visits import Appointment, Course, Pass, VisitKind, VisitStep
from wanjia.platform.sharding import Placement, place

__all__ = [
    "AmbulanceWait", "Appointment", "Car", "Course", "Department", "HandOver", "Hospital", "HouseOrder",
    "MedicineOrder", "MoneyLine", "Pass", "Run", "VisitKind", "VisitStep",
]  # fmt: skip

place(
    Placement.REFERENCE, "medical.Hospital", "medical.Department", "medical.Car", "medical.AmbulanceWait"
)  # some hundreds of rows
place(
    Placement.DISTRIBUTED, "medical.Course", "medical.Appointment", "medical.VisitStep", "medical.Pass",
    "medical.MedicineOrder", "medical.HandOver", "medical.MoneyLine", "medical.Run",
    "medical.HouseOrder",
)  # fmt: skip
