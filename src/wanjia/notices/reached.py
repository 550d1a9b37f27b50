"""Who was told, and how; who was not, door by door; what was played and hung. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F

from wanjia.coverage import queries as coverage
from wanjia.coverage.models import CommitteeTotal, Proof, Round, Sheet
from wanjia.coverage.queries import Tally
from wanjia.coverage.rules import OPEN
from wanjia.coverage.rulings import states_of
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.ids import parts_of
from wanjia.notices.channels.answers import Home
from wanjia.notices.groups import in_a_chat
from wanjia.notices.models import Broadcast, Message, Telling
from wanjia.notices.rules import CHANNELS, UNSAID
from wanjia.roster import places
from wanjia.roster.doors import Door, doors
from wanjia.roster.models import BuildingContact, Household

MOST_BROADCASTS = 50


def telling_for(notice_id: UUID, area: int) -> Telling | None:
    """The one that covers the area, the widest first; else None. One query."""
    near = Telling.objects.filter(notice_id=notice_id, ended_at=None, area__in=codes.ancestors(area))
    return near.order_by("-opened_at").first()


def tellings_below(notice_id: UUID, area: int) -> list[Telling]:
    """Those that parts of the area have opened for themselves. One query."""
    running = Telling.objects.filter(notice_id=notice_id, ended_at=None).order_by("area")
    return [one for one in running if one.area != area and codes.contains(area, one.area)]


def by_channel(round_: Round, area: int) -> dict[str, int]:
    """How many households each channel reached, in the order of the channels. Two queries.

    Counts proof by proof, so it is for a subdistrict or less.
    """
    span = codes.buildings_under(area)
    near = CommitteeTotal.objects.filter(round_id=round_.pk, committee__range=codes.codes_under(codes.desk_of(area)))
    parts = set(near.values_list("part", flat=True))
    proofs = Proof.objects.filter(part__in=parts, round_id=round_.pk, building_key__range=span)
    counted = dict(proofs.values_list("detail__channel").annotate(n=Count("*")).order_by())
    found = {channel: counted.pop(channel, 0) for channel in CHANNELS}
    return found | {UNSAID: sum(counted.values())}


@dataclass(frozen=True, slots=True)
class House:
    """One building: its count, who answers for it."""

    key: int
    name: str
    tally: Tally
    contact: str
    phone_tail: str
    role: str


def houses(round_: Round, area: int) -> list[House]:
    """Every building that the round owes something, those with a gap first, as on the ground. Eight queries."""
    blocks = coverage.board(round_, area)
    keys = [block.branch.area for block in blocks]
    named, answer = _named(keys), _contacts(keys)
    found = [_house(block.branch.area, block.branch.tally, named, answer) for block in blocks]
    return sorted(found, key=lambda house: (house.tally.open == 0, house.key))


def _house(key: int, tally: Tally, named: Mapping[int, str], answer: Mapping[int, BuildingContact]) -> House:
    who = answer.get(key)
    if who is None:
        return House(key, named[key], tally, "", "", "")
    return House(key, named[key], tally, who.name, who.phone_tail, who.role)


def _named(keys: Sequence[int]) -> dict[int, str]:
    """With the compound where there is more than one."""
    compounds = {codes.compound_of(key) for key in keys}
    named = places.names({*keys, *compounds})
    if len(compounds) < 2:
        return {key: named[key] for key in keys}
    return {key: f"{named[codes.compound_of(key)]} {named[key]}" for key in keys}


def _contacts(keys: Sequence[int]) -> dict[int, BuildingContact]:
    """The contact of each building, else the head of its group. One query."""
    rows = BuildingContact.objects.filter(building_key__in=keys, until_on=None).order_by("-role")
    return {row.building_key: row for row in rows}


@dataclass(frozen=True, slots=True)
class Missing:
    """One household that nobody has told yet, and what was tried."""

    target: coverage.Target
    door: Door | None
    message: str  # state of its SMS, empty without one
    is_in_chat: bool  # of their building or compound


def missing(running: Telling, area: int, *, limit: int, after: tuple[int, int] | None = None) -> list[Missing]:
    """In walking order. Ten queries."""
    round_ = Round.objects.select_related("obligation").get(pk=running.round_id)
    targets = coverage.gap(round_, area, limit=limit, after=after)
    ids = [target.subject_id for target in targets]
    found, sent, chatting = doors("household", ids), messages_to(running.notice_id, ids), in_a_chat(ids)
    return [
        Missing(one, found.get(one.subject_id), sent.get(one.subject_id, ""), one.subject_id in chatting)
        for one in targets
    ]


@dataclass(frozen=True, slots=True)
class Reached:
    """One household that was told: how, when, written down by whom."""

    door: Door
    channel: str
    at: datetime
    by: str


def reached_in(round_: Round, building: int) -> list[Reached]:
    """Everybody of one building who was told, the latest first. Five queries."""
    owed = [home.id for home in doors_of(round_.pk, building)]
    parts = parts_of(owed)
    proofs = list(Proof.objects.filter(part__in=parts, round_id=round_.pk, subject_id__in=owed).order_by("-seen_at"))
    at = doors("household", [proof.subject_id for proof in proofs])
    return [
        Reached(at[one.subject_id], one.detail.get("channel", UNSAID), one.seen_at, one.recorded_by)
        for one in proofs if one.subject_id in at
    ]  # fmt: skip


def doors_of(round_id: int, building: int) -> list[Home]:
    """Every door of the building that the round owes. Two queries."""
    near = Sheet.objects.filter(round_id=round_id, building_key=building).values_list("owed", flat=True)
    owed = [household for ids in near for household in ids]
    parts = parts_of(owed)
    rows = Household.objects.filter(part__in=parts, id__in=owed).order_by("walk", "id")
    return [Home(*row) for row in rows.values_list("id", "stair", "room")]


def messages_to(notice_id: UUID, households: Sequence[int]) -> dict[int, str]:
    """The state of each one's SMS. One query."""
    parts = parts_of(households)
    rows = Message.objects.filter(part__in=parts, notice_id=notice_id, household_id__in=list(households))
    return dict(rows.values_list("household_id", "state"))


def unclear(running: Telling, area: int, *, limit: int) -> list[Door]:
    """Doors still open whose SMS nobody knows to have gone out: a person decides. Five queries at most."""
    rows = Message.objects.filter(
        notice_id=running.notice_id, building_key__range=codes.buildings_under(area), state=Message.State.UNCLEAR
    ).order_by("building_key", "household_id")
    ids = list(rows.values_list("household_id", flat=True)[: limit * 2])
    states = states_of(running.round_id, ids) if ids else {}
    found = doors("household", [one for one in ids if states.get(one) == OPEN][:limit])
    return sorted(found.values(), key=lambda door: (door.building_key, -door.floor, door.room))


def messages(notice_id: UUID, area: int) -> dict[str, int]:
    """How many SMS stand in each state. One query."""
    near = Message.objects.filter(notice_id=notice_id, building_key__range=codes.buildings_under(area))
    return dict(near.values_list("state").annotate(n=Count("*")).order_by())


def broadcasts(notice_id: UUID, area: int) -> list[Broadcast]:
    """What was played, hung or posted in the area or for all of it, the newest first. One query."""
    found = Broadcast.objects.filter(notice_id=notice_id).order_by(F("at").desc())
    near = [one for one in found if codes.contains(area, one.place) or codes.contains(one.place, area)]
    return near[:MOST_BROADCASTS]


def is_countable(area: int) -> bool:
    """Above a subdistrict nobody counts proof by proof for a page."""
    return codes.level_of(area) >= Level.TOWN
