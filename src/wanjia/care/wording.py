"""How rungs, signs, plans and steps are said."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wanjia.care.models import Guide, InformalCarer, Ladder, LadderStep, Volunteer
from wanjia.care.rules.matching import BUILDING, COMMITTEE, ESTATE
from wanjia.platform.wording import is_english

Words = Mapping[str, "str | Promise"]
SIGNS: Words = {
    "unconscious": _("can't be woken or speaks unclearly"), "stroke": _("face crooked, an arm or leg does not move"),
    "breath": _("hard to breathe"), "bleeding": _("bleeding, or fell"),
}  # fmt: skip
PLAN: Words = {
    "history": _("Medical history"), "medicine": _("Medicine in use"), "allergies": _("Allergies"),
    "signs": _("Signs of trouble, and then what"), "hospital": _("Usual hospital"), "contact": _("Whom to call"),
    "equipment": _("Equipment"), "key": _("Key and door"),
    "power": _("Power failure, and then what"),
}  # fmt: skip
STEPS: Words = {
    "met": _("met in person"), "needs_asked": _("asked what they need"), "shelter": _("a place to sleep"),
    "food": _("food and water"), "health": _("health looked at"), "handed_on": _("handed on to who helps further"),
    "certificate": _("death certificate"), "family_told": _("family told"), "funeral": _("funeral home arranged"),
    "register": _("register and lists corrected"), "belongings": _("home and belongings secured"),
    "visit": _("family visited afterwards"),
}  # fmt: skip
SILENT: Words = {"asks": _("never asked"), "answers": _("never answered"), "phone": _("no telephone")}
LEVELS: Words = {
    "0": _("committee"), "1": _("subdistrict"), "2": _("district"), "3": _("city"),
}  # fmt: skip
NEAR: Words = {
    BUILDING: _("same building"), ESTATE: _("same compound"), COMMITTEE: _("same committee"),
}  # fmt: skip
KINDS: Words = dict(InformalCarer.Kind.choices)
OUT: Words = dict(Volunteer.Out.choices)
WAYS: Words = dict(Guide.Way.choices)
RUNGS: Words = dict(LadderStep.Rung.choices)
RESULTS: Words = dict(LadderStep.Result.choices)
OUTCOMES: Words = dict(Ladder.Outcome.choices)


def title_of(rule: object) -> str:
    """The rule's title in the language of the moment."""
    return str(getattr(rule, "title_en" if is_english() else "title", ""))
