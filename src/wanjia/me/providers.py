"""What other rooms have to say to one resident. A room that has something adds a function to PROVIDERS."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from wanjia.labs import seeing
from wanjia.labs import wording as labs
from wanjia.me import coming, owing
from wanjia.me.lines import Line, Panel
from wanjia.me.opening import Resident
from wanjia.notices import queries as notices
from wanjia.notices.pages.wording import Shown, shown
from wanjia.platform import wording
from wanjia.roster import places

Provider = Callable[[Resident, datetime], Sequence[Panel]]


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


PROVIDERS: list[Provider] = [owing.rounds, coming.visits, coming.medicine, coming.parcels, coming.van, found, ruled]


def panels(resident: Resident, now: datetime) -> list[Panel]:
    """Everything that the rooms have to say, in the order of the list."""
    return [panel for provide in PROVIDERS for panel in provide(resident, now)]
