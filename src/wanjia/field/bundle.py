"""What a phone takes along: its buildings, its round, how each target stands. Everything after that works offline."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from wanjia.cards import queries as cards
from wanjia.care.carried import buildings_of
from wanjia.coverage import carried, queries
from wanjia.coverage.carried import Standing, Tried
from wanjia.coverage.models import Round
from wanjia.devices.models import Device, Kind
from wanjia.field import caring, dropping, people
from wanjia.isolation import releasing
from wanjia.kernel.area import Span
from wanjia.medical import passes
from wanjia.notices import queries as notices
from wanjia.notices import rules as notice_rules
from wanjia.platform.access import Act, Actor, may
from wanjia.platform.vault import digest
from wanjia.roster import places
from wanjia.supplies import passes as transport
from wanjia.testing.queries import labels_for


@dataclass(frozen=True, slots=True)
class Carrier:
    """A phone with the areas of which it may still carry the list: a grant that ended takes its area away."""

    device: Device
    by: Actor

    @property
    def account_id(self) -> int | None:
        """For the line in the server's log."""
        return self.by.account_id

    @property
    def listed(self) -> Actor:
        """The holder with the grants of the list alone: where the phone stands may be wider, and shows nobody."""
        return replace(self.by, scopes=tuple(scope for scope in self.by.scopes if scope.area in self.device.areas))

    @property
    def areas(self) -> list[int]:
        act = Act.SEE_COUNTS if self.device.kind == Kind.PRECHECK else Act.CARRY
        return [area for area in self.device.areas if may(self.listed, act, area)]

    @property
    def spans(self) -> list[Span]:
        return people.spans_of(self.areas)

    @property
    def calls(self) -> tuple[Span, ...]:
        if self.device.kind not in (Kind.SWEEP, Kind.CARE):
            return ()
        return tuple(people.spans_of(area for area in self.areas if may(self.listed, Act.CALL, area)))

    @property
    def may_call(self) -> bool:
        return bool(self.calls)

    @property
    def names_people(self) -> bool:
        return self.device.kind in (Kind.DESK, Kind.SWEEP)


def card(carrier: Carrier) -> dict[str, Any]:
    """The device as it is told of itself. One query."""
    device = carrier.device
    named = places.names({device.part, device.place})
    return {
        "number": device.number, "label": device.label, "kind": device.kind, "holder": device.holder,
        "round": device.round_id, "area": str(device.part), "area_name": named.get(device.part, ""),
        "areas": list(map(str, device.areas)), "place": str(device.place), "place_name": named.get(device.place, ""),
        "site": str(device.site) if device.site else None, "post": device.post or None, "ends_at": device.ends_at,
        "may_call": carrier.may_call,
    }  # fmt: skip


def bundle(carrier: Carrier, now: datetime) -> dict[str, Any]:
    """Everything but the moment. About twenty-three queries, whatever the size."""
    device, spans = carrier.device, carrier.spans
    showing = people.Showing(now, _salt(device), carrier.calls)
    rounds = queries.open_rounds([device.part], now)
    round_ = _round_of(device)
    return {
        "device": card(carrier), "wipe": device.wipe_asked_at is not None,
        "keys": cards.public_keys(), "salt": showing.salt.hex(), "round": _round(round_) if round_ else None,
        "other_rounds": [_round(other) for other in rounds if other.pk != device.round_id],
        "premises": _premises(round_, spans),
        "revoked": _revoked(device.part, now) if spans else [], "labels": _labels(device),
        "notices": _notices(carrier, now), "transport": _transport(carrier, now),
    } | _lists(carrier, round_, spans, showing)  # fmt: skip


def _premises(round_: Round | None, spans: Sequence[Span]) -> list[dict[str, str]]:
    if round_ is None or round_.obligation.unit != "place":
        return []
    return people.premises(spans, of_stairwells=round_.obligation.of_stairwells)


def _lists(carrier: Carrier, round_: Round | None, spans: Sequence[Span], showing: people.Showing) -> dict[str, Any]:
    """Names for those who serve; codes alone for those who only look at codes; nothing for those who count."""
    if carrier.device.kind == Kind.CARE:
        return _care(carrier, showing)
    if carrier.names_people:
        named = {"buildings": people.buildings(spans, showing), "codes": {}}
        return named | standings(round_, spans) | dropping.of(carrier.device, spans)
    houses = [house | {"doors": []} for house in people.houses(spans).values()]
    tags = people.tags(spans, showing.now) if carrier.device.kind == Kind.PRECHECK else {}
    return {"buildings": houses, "codes": tags, "targets": {}, "attempts": []}


def _care(carrier: Carrier, showing: people.Showing) -> dict[str, Any]:
    """The carer's own people, with their card, and nobody else behind their doors."""
    told = caring.with_cards(caring.news(carrier.device, carrier.areas, showing.now))
    mine = [row["person"] for row in told["people"]]
    spans = people.spans_of(buildings_of(list(map(int, mine)))) if mine else []
    houses = caring.only(people.buildings(spans, showing), mine) if mine else []
    return {"buildings": houses, "codes": {}, "care": told} | standings(None, spans)


def standings(round_: Round | None, spans: Sequence[Span], since: datetime | None = None) -> dict[str, Any]:
    """How everyone owed stands, and who was tried. Six queries."""
    if round_ is None:
        return {"targets": {}, "attempts": []}
    owed = carried.targets(round_, spans)
    return {
        "targets": {str(subject): _standing(standing) for subject, standing in owed.items()},
        "attempts": [_attempt(one) for one in carried.tried(round_, list(owed), since)],
    }


def _standing(standing: Standing) -> dict[str, object]:
    said = {"s": standing.state, "at": standing.at, "tube": standing.tube, "why": standing.why}
    return {name: value for name, value in said.items() if value}


def _attempt(one: Tried) -> dict[str, object]:
    said = asdict(one)
    return {"subject": str(said.pop("subject_id"))} | said


def _round_of(device: Device) -> Round | None:
    return Round.objects.select_related("obligation").filter(pk=device.round_id).first() if device.round_id else None


def _round(round_: Round) -> dict[str, Any]:
    asked = round_.obligation
    return {
        "id": round_.pk, "name": round_.name, "due_at": round_.due_at, "opens_at": round_.opens_at,
        "pool_size": round_.pool_size, "state": round_.state,
        "obligation": {
            "code": asked.code, "name": asked.name, "name_en": asked.name_en, "done_word": asked.done_word,
            "done_word_en": asked.done_word_en, "unit": asked.unit, "fields": asked.fields,
        },
    }  # fmt: skip


def _labels(device: Device) -> list[dict[str, object]]:
    """Numbers that a desk may stick on tubes. One query."""
    return [asdict(row) for row in labels_for(device.site, device.part)] if device.kind == Kind.DESK else []


def _revoked(area: int, now: datetime) -> list[str]:
    """Tags that are good no longer: of cards, certificates of release, passes of both kinds. Four queries."""
    medical, suppliers = passes.revoked(area, now), transport.revoked(area, now)
    return cards.revoked(area, now) + releasing.revoked(area, now) + medical + suppliers


def _transport(carrier: Carrier, now: datetime) -> Mapping[str, str]:
    """For the phone in a gate: passes of suppliers that hold there. One query; none for every other phone."""
    return transport.carried(carrier.areas, now) if carrier.device.kind == Kind.PRECHECK else {}


def _notices(carrier: Carrier, now: datetime) -> list[dict[str, object]]:
    """What phones of these areas are told, in one line each. One query."""
    return [
        {
            "id": one.pk, "text": f"{one.title}：{one.text}", "at": notice_rules.told_at(one),
            "text_en": f"{one.title_en or one.title}: {one.text_en}" if one.text_en else f"{one.title}：{one.text}",
        }
        for one in notices.for_phones(carrier.areas, now)
    ]  # fmt: skip


def _salt(device: Device) -> bytes:
    """The same for a device as long as it lives, and nothing to anybody without the installation's secret."""
    return digest(str(device.pk), field="bundle_salt")


def news(carrier: Carrier, since: datetime | None, now: datetime) -> dict[str, Any]:
    """What changed for the phone since it asked last. Thirteen queries."""
    device, spans = carrier.device, carrier.spans
    listed = standings(_round_of(device), spans, since) if carrier.names_people else standings(None, spans)
    if device.kind == Kind.CARE:
        listed |= {"care": caring.news(device, carrier.areas, now)}
    listed |= dropping.of(device, spans)
    return {
        "at": now, "wipe": device.wipe_asked_at is not None, "ends_at": device.ends_at,
        "revoked": _revoked(device.part, now) if spans else [], "notices": _notices(carrier, now),
        "transport": _transport(carrier, now),
    } | listed  # fmt: skip


def farewell(carrier: Carrier, now: datetime) -> dict[str, Any]:
    """What a phone still hears after its shift, which may have been made longer in the meantime. No query."""
    device = carrier.device
    return {
        "at": now, "wipe": device.wipe_asked_at is not None, "ends_at": device.ends_at, "targets": {}, "attempts": [],
        "revoked": [], "notices": [],
    }  # fmt: skip


def people_in(buildings: Iterable[dict[str, Any]]) -> int:
    """How many people a bundle names: for the log."""
    return sum(len(door["people"]) for house in buildings for door in house["doors"])
