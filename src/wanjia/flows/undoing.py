"""Taking an import back, but for people whom a round speaks of: a target has to stay somebody."""

from datetime import datetime

from wanjia.hot.roster_undo import Undone
from wanjia.hot.usage import owed_somewhere
from wanjia.platform.access import Actor
from wanjia.roster.importing import services as importing
from wanjia.roster.models import ImportBatch


def undo_import(*, by: Actor, batch: ImportBatch, now: datetime) -> Undone:
    """See importing.services.undo. What is in use or was changed since stays, and is counted."""
    return importing.undo(by=by, batch=batch, now=now, is_in_use=owed_somewhere)
