"""What other rooms have to say to one resident. A room that has something adds a function to PROVIDERS."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from wanjia.coverage import queries, rulings
from wanjia.coverage.models import Proof, Round
from wanjia.coverage.pages.wording import name_of, words_of
from wanjia.hot.proofs import sheets_of
from wanjia.kernel.ids import part_of
from wanjia.labs import seeing
from wanjia.labs import wording as labs
from wanjia.me.opening import Resident
from wanjia.notices import queries as notices
from wanjia.notices.pages.wording import Shown, shown
from wanjia.notices.telling import OBLIGATION
from wanjia.platform import wording
from wanjia.roster import places
from wanjia.testing.models import Slot
from wanjia.testing.queries import When, slots_of_building


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: what, in which state, and what else is known of it."""

    what: str
    state: str  # a glyph's name, empty for plain words
    says: str
    whom: str = ""
    text: str = ""  # in full, below
    lang: str = ""  # of `what` and `text`, where it is not the page's


@dataclass(frozen=True, slots=True)
class Panel:
    """One block of the page."""

    title: str
    lines: tuple[Line, ...]


_ASKED_FOR = timedelta(hours=24)  # what was missed longer ago is the committee's gap, and nothing that is asked today
Provider = Callable[[Resident, datetime], Sequence[Panel]]


def asked(resident: Resident, now: datetime) -> Sequence[Panel]:
    """The open rounds that owe this person or this door something, the nearest deadline first."""
    rounds = queries.open_rounds([resident.subject.building_key], now)
    lines = tuple(
        line for round_ in rounds if round_.obligation_id != OBLIGATION and (line := _asked(round_, resident, now))
    )  # being told asks nothing of anybody
    return [Panel(_("What is asked"), lines)] if lines else []


def _asked(round_: Round, resident: Resident, now: datetime) -> Line | None:
    """None where the round asks nothing of them. Three queries, four when it is done."""
    state, subject = _state(round_, resident), _owed(round_, resident)
    if not state or (state == "open" and round_.due_at < now - _ASKED_FOR):
        return None
    word = words_of(round_.obligation)[state]
    return Line(name_of(round_.obligation), state, _says(round_, subject, state, word, now), round_.name)


def _owed(round_: Round, resident: Resident) -> int:
    """Whom the round would owe: the person, or the flat."""
    return resident.subject.id if round_.obligation.unit == "person" else resident.home.pk


def _state(round_: Round, resident: Resident) -> str:
    """Empty where the round owes them nothing."""
    subject = _owed(round_, resident)
    if round_.obligation.unit == "place" or not sheets_of(round_.pk, [subject]):
        return ""
    return str(rulings.states_of(round_.pk, [subject])[subject])


def _says(round_: Round, subject: int, state: str, word: str, now: datetime) -> str:
    if state == "open":
        return _("open, until %(when)s") % {"when": wording.moment(round_.due_at, now)}
    if state != "done":
        return word
    proof = Proof.objects.filter(part=part_of(subject), round_id=round_.pk, subject_id=subject).first()
    return f"{word} {wording.moment(proof.seen_at, now)}" if proof else word


def called(resident: Resident, now: datetime) -> Sequence[Panel]:
    """When and where this door is called, in rounds that still wait for them. Five queries a round."""
    if resident.person is None:
        return []
    lines = [line for round_ in queries.open_rounds([resident.subject.building_key], now)
             for line in _called(round_, resident, now)]  # fmt: skip
    return [Panel(_("When and where"), tuple(lines))] if lines else []


def _called(round_: Round, resident: Resident, now: datetime) -> list[Line]:
    if _state(round_, resident) != "open":
        return []
    home = resident.home
    near = slots_of_building(home.building_key, home.stair, round_, now)
    mine = [when for when in near if when.floors is None or when.floors[0] <= home.floor <= when.floors[1]]
    return [_slot(when, now) for when in mine if not when.is_over]


def _slot(when: When, now: datetime) -> Line:
    where = _(", ").join(filter(None, (when.site, when.stands)))
    group = "" if when.group == Slot.Group.EVERYONE else str(Slot.Group(when.group).label)
    time = f"{wording.moment(when.starts_at, now)}–{wording.time(when.ends_at)}"
    return Line(time, "", _("called, come now") if when.called_at else "", _(", ").join(filter(None, (where, group))))


def ruled(resident: Resident, now: datetime) -> Sequence[Panel]:
    """The rule in force for the building, whose it is, its source and date; then what else is made known. Two queries.

    Where nobody has published a rule the page says so: silence would read as one.
    """
    told = notices.told(resident.subject.building_key, now)
    found = [one for one in (told.rule, *told.notices) if one]
    named = places.names({one.area for one in found})
    none = Line(_("Nobody has published a rule for this building."), "", "")
    rule = _told(shown(told.rule, named, now)) if told.rule else none
    panels = [Panel(_("The rule in force"), (rule,))]
    known = tuple(_told(shown(one, named, now)) for one in told.notices)
    return [*panels, Panel(_("Made known"), known)] if known else panels


def _told(one: Shown) -> Line:
    where = _("%(area)s, %(span)s") % {"area": one.whose, "span": one.span}
    return Line(one.title, "", "", f"{one.source}\n{where}", one.text, "en" if one.is_english else "zh-Hans")


def found(resident: Resident, now: datetime) -> Sequence[Panel]:
    """What was found of this person in the last two weeks, and what was corrected. Six queries."""
    if resident.person is None:
        return []
    lines = tuple(_found(one, now) for one in seeing.results_for(resident.person.pk, now))
    return [Panel(_("My results"), lines)] if lines else []


def _found(one: seeing.Shown, now: datetime) -> Line:
    when = _("swabbed %(when)s") % {"when": wording.moment(one.sampled_at, now)} if one.sampled_at else ""
    told = _("reported %(when)s, %(lab)s") % {"when": wording.moment(one.reported_at, now), "lab": one.lab} \
        if one.reported_at else ""  # fmt: skip
    says = str(labs.STANDINGS[one.standing])
    return Line(one.round, labs.GLYPHS[one.standing], says, _(", ").join(filter(None, (when, told))), one.note)


PROVIDERS: list[Provider] = [called, asked, found, ruled]


def panels(resident: Resident, now: datetime) -> list[Panel]:
    """Everything that the rooms have to say, in the order of the list."""
    return [panel for provide in PROVIDERS for panel in provide(resident, now)]
