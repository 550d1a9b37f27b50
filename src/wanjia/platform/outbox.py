"""Events that a service leaves for other rooms, in the transaction that made them true."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from wanjia.kernel.ids import new_event_id
from wanjia.platform.models import OutboxEvent

Handler = Callable[[Mapping[str, object], datetime], None]

TRIES = 5  # then an event stays for a person

at_once: dict[str, list[Handler]] = {}  # run in the same transaction; filled by flows.wiring
later: dict[str, list[Handler]] = {}  # run by the worker, may be late


def tell(name: str, *, part: int, payload: Mapping[str, object], now: datetime) -> None:
    """Writes the event and runs the handlers that must not be late. Call inside the transaction."""
    waits = name in later
    OutboxEvent.objects.create(
        id=new_event_id(), part=part, name=name, payload=dict(payload), created_at=now,
        handled_at=None if waits else now,
    )  # fmt: skip
    for handle in at_once.get(name, ()):
        handle(payload, now)


def drain(now: datetime, limit: int = 100) -> int:
    """Runs what waits, oldest first, each event in its own transaction. Returns how many were handled.

    A handler that fails leaves its event waiting with the reason; five failures and it stays for a person.
    """
    from django.db import transaction

    handled = 0
    waiting = OutboxEvent.objects.filter(handled_at=None, tries__lt=TRIES).order_by("created_at")
    for part, id_ in list(waiting.values_list("part", "id")[:limit]):
        with transaction.atomic():
            handled += _handle_one(part, id_, now=now)
    return handled


def _handle_one(part: int, id_: UUID, *, now: datetime) -> int:
    from django.db import transaction

    event = OutboxEvent.objects.select_for_update(skip_locked=True).filter(part=part, id=id_, handled_at=None).first()
    if event is None:
        return 0
    try:
        with transaction.atomic():
            for handle in later.get(event.name, ()):
                handle(event.payload, now)
    except Exception as why:  # noqa: BLE001  the event stays, named, for the next try
        OutboxEvent.objects.filter(part=part, id=id_).update(tries=event.tries + 1, failure=type(why).__name__)
        return 0
    OutboxEvent.objects.filter(part=part, id=id_).update(handled_at=now)
    return 1
