"""What everybody in a building is asked to do now, in plain lines for its chat: what, until when, where."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from wanjia.coverage import queries as coverage
from wanjia.coverage.models import Round
from wanjia.coverage.services import is_named
from wanjia.kernel import clock
from wanjia.notices.telling import OBLIGATION as TOLD
from wanjia.platform import wording
from wanjia.roster.models import Household
from wanjia.testing.queries import When, slots_of_building
from wanjia.web.disclosure.reading import is_about_everybody, rounds_of

GIVEN = ("parcel", "meal", "antigen")  # somebody comes to the door: nothing to do but to be there


def text(key: int, place: str, now: datetime) -> str:
    """Empty where nothing is asked. Two queries, two a round, three more where it has slots."""
    doors = Household.objects.filter(building_key=key).count()
    asked = [round_ for round_ in rounds_of(key, clock.local_date(now)) if _is_asked(round_, key, doors, now)]
    if not asked:
        return ""
    lines = [_line(number, round_, key, now) for number, round_ in enumerate(asked, start=1)]
    head = _("%(place)s, what is to be done:") % {"place": place}
    return "\n".join([head, *lines, _("Urgent: call 120 first. No result and no permission is needed.")])


def _is_asked(round_: Round, key: int, doors: int, now: datetime) -> bool:
    """True for what is asked of everybody; a delivery to some, as of a group buy, is asked of nobody else."""
    is_running = round_.state == Round.State.OPEN and round_.opens_at <= now < round_.due_at
    if not is_running or round_.obligation_id == TOLD or not is_about_everybody(round_):
        return False
    counted = coverage.tally(round_, key)
    is_for_some = is_named(round_) and 2 * counted.owed < doors
    return counted.open > 0 and not is_for_some


def _line(number: int, round_: Round, key: int, now: datetime) -> str:
    said = {"n": number, "what": round_.name, "when": wording.moment(round_.due_at, now)}
    if round_.obligation_id in GIVEN:
        return _("%(n)s. %(what)s: be at home, until %(when)s.") % said
    where = _where(slots_of_building(key, None, round_, now))
    return _("%(n)s. %(what)s: until %(when)s.") % said + (f" {where}" if where else "")


def _where(slots: Sequence[When]) -> str:
    """Times and places that are still to come, each once."""
    return _("; ").join(dict.fromkeys(_slot(slot) for slot in slots if not slot.is_over))


def _slot(slot: When) -> str:
    times = f"{wording.time(slot.starts_at)}–{wording.time(slot.ends_at)}"
    return _(", ").join(_present((times, slot.site, slot.stands)))


def _present(words: Iterable[str]) -> list[str]:
    return [word for word in words if word]
