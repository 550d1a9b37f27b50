"""A bar that the page can see while the import's own transaction is still open."""

from wanjia.hot.progress import Beacon
from wanjia.roster.importing.staging import Progress
from wanjia.roster.models.importing import ImportBatch


def watched(batch: ImportBatch) -> Progress:
    """A `progress` for preview and commit that writes done, total and step to the import's row, twice a second."""
    return Beacon(batch.pk)
