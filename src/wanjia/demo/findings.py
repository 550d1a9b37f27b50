"""What the demo's laboratories have found so far: mostly nothing, three abnormal pools, and two faults of their own."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from wanjia.coverage import intake as coverage
from wanjia.coverage.intake import Member, Sender, Sent, TubeFact
from wanjia.demo.numbers import full_name
from wanjia.kernel.area import committee_of
from wanjia.kernel.ids import new_event_id
from wanjia.labs import intake, services
from wanjia.labs.intake import Body, Said
from wanjia.labs.models import Lab, Recheck, Report, Result
from wanjia.logistics import intake as logistics_intake
from wanjia.logistics import queries as logistics
from wanjia.logistics.models import Holder
from wanjia.logistics.reading import GAVE, PACKED, SEALED, TOOK, Fact
from wanjia.platform.access import system

HAND = system("demo")
IN_RUN, SHARE = 94, 0.8


def build(*, seed: int, now: datetime) -> None:
    """Reports of four fifths of what the laboratories have taken in. Does nothing where results are there."""
    if Result.objects.exists():
        return
    draw = Random(seed)
    for number, lab in enumerate(Lab.objects.order_by("name")):
        codes = _taken_in(lab, now)
        for start in range(0, int(len(codes) * SHARE), IN_RUN):
            _run(draw, lab, number, start // IN_RUN, codes[start : start + IN_RUN], now)
    _swab_again(draw, now)


def _taken_in(lab: Lab, now: datetime) -> list[str]:
    """Codes in the order in which the boxes came."""
    boxes = logistics.received_by(lab.pk, now - timedelta(hours=12), now, now)
    return list(dict.fromkeys(tube.code for one in boxes for tube in one.view.tubes))


def _run(draw: Random, lab: Lab, number: int, order: int, codes: Sequence[str], now: datetime) -> None:
    at, name = now - timedelta(minutes=max(4, 150 - 12 * order)), f"R{number + 1}-{order + 1:02}"
    abnormal = set(draw.sample(codes, 1)) if order == 0 or (number == 0 and order == 2) else set()
    lines = [
        Said(n, code, "positive" if code in abnormal else "negative", at, name, f"{'ABCDEFGH'[n % 8]}{n // 8 + 1}")
        for n, code in enumerate(codes)
    ]
    tests = len(codes)
    if number == 1 and order == 1:  # three tubes in one well, as inspectors found it in 2022
        lines[4:6] = [_in_well(line, lines[3].well) for line in lines[4:6]]
        tests -= 2
    if number == 0 and order == 1:
        lines.append(Said(len(codes), "T-88888", "negative", at, name, "H12"))
    body = Body(Report.Form.FILE, f"{name}.xlsx", name.encode(), lines, (), {name: tests})
    intake.record_report(lab=lab, body=body, by=HAND, now=at)


def _carry(lab: Lab, row: Recheck, codes: Sequence[str], at: datetime) -> None:
    """The single swabs in a box of their own, by the hands of the first courier."""
    courier = Holder.objects.filter(kind="courier").order_by("name").first()
    part = committee_of(row.building_key)

    def fact(kind: str, minutes: int, **more: Any) -> Fact:
        return Fact(new_event_id(), kind, "X-S001", at + timedelta(minutes=minutes), part, row.round_id, "上门", **more)

    facts = [fact(PACKED, 0, tube=code) for code in codes]
    facts.append(fact(SEALED, 0, seal="F-S001", to_lab=lab.pk))
    if courier is not None:
        facts += [fact(GAVE, 6, other=courier.pk), fact(TOOK, 6, holder=courier.pk)]
        facts += [fact(GAVE, 25, holder=courier.pk, other=lab.pk)]
        facts += [fact(TOOK, 25, holder=lab.pk, other=courier.pk, scanned=tuple(codes))]
    logistics_intake.record(logistics_intake.Sender(part, "07 号", "杨立冬"), facts, at + timedelta(minutes=30))


def _in_well(line: Said, well: str) -> Said:
    return Said(line.row, line.code, line.value, line.tested_at, line.run, well)


def _swab_again(draw: Random, now: datetime) -> None:
    """Of the first pool everybody was told and most were swabbed again: negative so far, two to come."""
    first = Recheck.objects.order_by("asked_at", "pool_id").first()
    lab = Lab.objects.order_by("name").first()
    if first is None or lab is None:
        return
    rows = list(Recheck.objects.filter(pool_id=first.pool_id).order_by("building_key", "subject_id"))
    at = now - timedelta(minutes=45)
    for row in rows[:-1]:
        services.note_told(by=HAND, subject=row.subject_id, pool_id=row.pool_id, now=at - timedelta(minutes=30))
    swabs = {row.subject_id: f"S-{n:05}" for n, row in enumerate(rows[:-2], 1)}
    coverage.record_facts(
        [
            Sent(TubeFact(new_event_id(), row.round_id or 0, swabs[row.subject_id], committee_of(row.building_key), at,
                          (Member(row.subject_id),)), Sender(committee_of(row.building_key), "07 号", full_name(draw)))
            for row in rows[:-2]
        ],
        now=at,
    )  # fmt: skip
    _carry(lab, rows[0], list(swabs.values()), at)
    found = now - timedelta(minutes=6)
    lines = [Said(n, code, "negative", found, "R1-S", f"A{n}") for n, code in enumerate(list(swabs.values())[:-1], 1)]
    body = Body(Report.Form.API, "", b"R1-S", lines, (), {"R1-S": len(lines)})
    intake.record_report(lab=lab, body=body, by=HAND, now=found)
