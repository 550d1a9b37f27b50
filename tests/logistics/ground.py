"""What tests of the room start from: a building with tubes, a box, two couriers, a laboratory, people who sign."""

from datetime import timedelta
from uuid import UUID

from tests.world import HAND, NOON, SPRING, TOWN, a_building, a_round, an_account, areas
from wanjia.coverage import intake as proofs
from wanjia.coverage.intake import Member, Sender, Sent, TubeFact
from wanjia.kernel.ids import new_event_id
from wanjia.logistics import holding, presets, services
from wanjia.logistics.holding import HolderSaid
from wanjia.logistics.models import Box
from wanjia.logistics.presets import LimitSaid
from wanjia.logistics.services import BoxSaid, Signing
from wanjia.platform.access import actor_of

LAB = UUID("00000000-0000-7000-8000-00000000000a")
LATER = NOON + timedelta(hours=6)


def after(minutes):
    return NOON + timedelta(minutes=minutes)


def a_tube(round_, code, people, *, place=SPRING, at=NOON, event=None):
    """A tube as a phone reports it; its people are done. Returns its event."""
    event = event or new_event_id()
    members = tuple(Member(subject) for subject in people)
    fact = TubeFact(event, round_.pk, code, place, at, members)
    proofs.record_facts([Sent(fact, Sender(int(str(place)[:12]), "02 号台", "杨立冬"))], now=at)
    return event


def a_courier(name="处暑师傅", *, area=TOWN, plate="演-021", phone="12000008021", kind="courier", account_id=None):
    said = HolderSaid(kind, name, plate, phone, account_id)
    return holding.keep_holder(by=HAND, area=area, said=said, now=NOON)


def a_lab(name="华演实验室", *, area=TOWN, lab=LAB):
    areas()
    return services.keep_lab_holder(lab, name, area, True, NOON)


def a_box(code="X-0417", *, place=SPRING, round_=None, tubes=(), now=NOON, site="2号台", by=HAND):
    said = BoxSaid(code, place, round_.pk if round_ else None, site)
    box = services.begin_box(by=by, said=said, now=now)
    for tube in tubes:
        services.pack(by=by, box=box, tube=tube, now=now)
    return box


def seal(box, number="F-8830", *, lab=None, now=NOON, by=HAND):
    services.seal(by=by, box=again(box), number=number, to_lab=lab.pk if lab else None, now=now)
    return again(box)


def gave(box, holder, other, *, now=NOON, by=HAND, **more):
    return _sign("gave", box, holder, other, now, by, more)


def took(box, holder, other, *, now=NOON, by=HAND, **more):
    return _sign("took", box, holder, other, now, by, more)


def _sign(side, box, holder, other, now, by, more):
    signing = Signing(side, holder.pk if holder else None, other.pk if other else None, **more)
    return services.sign(by=by, box=again(box), signing=signing, now=now)


def again(box):
    return Box.objects.get(pk=box.pk)


def somebody(login="lin", role="worker", area=SPRING, now=NOON):
    return actor_of(an_account(login, role, area, name=f"林{login}"), now)


def a_day(*, tubes=3, people=2):
    """A round with one building of 12; tubes of `people` each, all packed, sealed. Returns (round, box, ids)."""
    _key, ids = a_building()
    round_ = a_round()
    codes = [f"T-{number:05}" for number in range(1, tubes + 1)]
    for number, code in enumerate(codes):
        a_tube(round_, code, ids[number * people : (number + 1) * people], place=_key)
    box = a_box(round_=round_, tubes=codes, place=SPRING)
    return round_, seal(box), ids


def signed_over(committee, round_):
    """A box in a courier's hands and a limit that waits, by the names of URL parameters."""
    courier = a_courier(area=committee)
    box = a_box(f"X-{committee}", place=committee, round_=round_, tubes=["T-00001"])
    gave(box, None, courier)
    said = LimitSaid("box_lab", "", 180, 0.75, (0, 10, 40, 100), NOON.date(), "通知")
    limit = presets.write_limit(by=HAND, area=committee, said=said, now=NOON)
    return {"box_id": box.pk, "holder_id": courier.pk, "limit_id": limit.pk}
