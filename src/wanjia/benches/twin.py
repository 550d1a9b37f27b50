"""The yardsticks: the same job as an ordinary Django view does it, and row by row. Honest work, nothing left out:
key, access, validation, arrival, proofs, tube, counters, audit; one transaction a request."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wanjia.coverage.models import Arrival, CommitteeTotal, Proof, Round, Sheet, Tube
from wanjia.kernel import clock
from wanjia.kernel.area import committee_of
from wanjia.kernel.ids import parts_of
from wanjia.platform.access import Act, actor_of, may
from wanjia.platform.audit import record
from wanjia.platform.tokens import account_of
from wanjia.roster.models import Person


@csrf_exempt
@require_POST
def in_bulk(request: HttpRequest) -> JsonResponse:
    """A batch of tubes with `bulk_create`, as a careful developer would write it in an afternoon."""
    return _serve(request, _prove_in_bulk)


@csrf_exempt
@require_POST
def row_by_row(request: HttpRequest) -> JsonResponse:
    """The same with one `get_or_create` a person."""
    return _serve(request, _prove_row_by_row)


Prove = Callable[[Round, dict[str, str], list[Person], datetime], list[Person]]


def _serve(request: HttpRequest, prove: Prove) -> JsonResponse:
    now = clock.now()
    token = account_of(request.headers.get("Authorization", "").removeprefix("Bearer "), now)
    if token is None:
        return JsonResponse({"code": "no_key"}, status=401)
    actor, receipts = actor_of(token.account, now), []
    with transaction.atomic():
        for tube in json.loads(request.body)["records"]:
            if not may(actor, Act.RECORD, int(tube["place"])):
                receipts.append({"id": tube["id"], "outcome": "malformed"})
                continue
            receipts.append({"id": tube["id"], "outcome": _store(tube, token.area, prove, now)})
        record(by=actor, act="round.record", area=int(tube["place"]), now=now, detail={"records": len(receipts)})
    return JsonResponse({"receipts": receipts})


def _store(tube: dict[str, str], home: int, prove: Prove, now: datetime) -> str:
    event, round_ = UUID(tube["id"]), Round.objects.get(pk=tube["round"])
    _arrival, is_new = Arrival.objects.get_or_create(
        part=home, event_id=event,
        defaults={"kind": "tube", "round_id": round_.pk, "digest": b"", "received_at": now},
    )  # fmt: skip
    if not is_new:
        return "repeat"
    ids = [int(subject) for subject in tube["people"]]
    people = list(Person.objects.filter(part__in=parts_of(ids), id__in=ids))
    _count(round_, prove(round_, tube, people, now))
    Tube.objects.create(
        part=int(tube["place"]), event_id=event, round_id=round_.pk, code=tube["code"], place=int(tube["place"]),
        members=ids, capacity=round_.pool_size, seen_at=datetime.fromisoformat(tube["seen_at"]), received_at=now,
    )  # fmt: skip
    return "done"


def _prove_in_bulk(round_: Round, tube: dict[str, str], people: list[Person], now: datetime) -> list[Person]:
    before = Proof.objects.filter(
        part__in={p.part for p in people}, round_id=round_.pk, subject_id__in=[p.pk for p in people]
    )
    known = set(before.values_list("subject_id", flat=True))
    fresh = [person for person in people if person.pk not in known]
    Proof.objects.bulk_create([_proof(round_, tube, person, now) for person in fresh], ignore_conflicts=True)
    return fresh


def _prove_row_by_row(round_: Round, tube: dict[str, str], people: list[Person], now: datetime) -> list[Person]:
    fresh = []
    for person in people:
        made = _proof(round_, tube, person, now)
        _row, is_new = Proof.objects.get_or_create(
            part=person.part, round_id=round_.pk, subject_id=person.pk,
            defaults={
                "building_key": made.building_key, "event_id": made.event_id, "seen_at": made.seen_at,
                "received_at": now,
            },
        )  # fmt: skip
        if is_new:
            fresh.append(person)
    return fresh


def _proof(round_: Round, tube: dict[str, str], person: Person, now: datetime) -> Proof:
    return Proof(
        part=person.part, round_id=round_.pk, subject_id=person.pk, building_key=person.building_key,
        event_id=UUID(tube["id"]), tube_part=int(tube["place"]), seen_at=datetime.fromisoformat(tube["seen_at"]),
        received_at=now,
    )  # fmt: skip


def _count(round_: Round, people: Iterable[Person]) -> None:
    moved: dict[tuple[int, int], int] = {}
    for person in people:
        moved[person.part, person.building_key] = moved.get((person.part, person.building_key), 0) + 1
    for (part, key), n in sorted(moved.items()):  # sheets first, then totals: else two tubes of a committee deadlock
        Sheet.objects.filter(part=part, round=round_, building_key=key).update(n_done=F("n_done") + n)
    for (part, key), n in sorted(moved.items()):
        CommitteeTotal.objects.filter(round_id=round_.pk, committee=committee_of(key), part=part).update(
            n_done=F("n_done") + n, version=F("version") + 1
        )
