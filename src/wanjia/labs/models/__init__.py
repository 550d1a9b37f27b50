"""Tables of laboratories, by subject."""

from wanjia.labs.models.labs import Lab, LabDay, Report, Run
from wanjia.labs.models.rechecks import Cluster, Recheck, Seen
from wanjia.labs.models.results import LooseResult, Result
from wanjia.platform.sharding import Placement, place

__all__ = ["Cluster", "Lab", "LabDay", "LooseResult", "Recheck", "Report", "Result", "Run", "Seen"]

place(Placement.REFERENCE, "labs.Lab")
place(
    Placement.DISTRIBUTED,
    "labs.Run",
    "labs.LabDay",
    "labs.Report",
    "labs.Result",
    "labs.LooseResult",
    "labs.Recheck",
    "labs.Cluster",
    "labs.Seen",
)
