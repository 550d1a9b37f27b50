"""What states, reasons, flags and clocks are called, in the language of the moment."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.cases.models import CasePreset
from wanjia.platform.wording import is_english

Words = Mapping[str, "str | Promise"]

STANDINGS: Words = {
    "open": gettext_lazy("first report open"), "reported": gettext_lazy("reported, not complete"),
    "complete": gettext_lazy("complete"), "ended": gettext_lazy("discharged"),
    "withdrawn": gettext_lazy("case withdrawn"),
}  # fmt: skip
DUES: Words = {"report": gettext_lazy("first report"), "complete": gettext_lazy("completing it")}
WAYS: Words = {
    "waiting": gettext_lazy("waits for a bed"), "held": gettext_lazy("held"), "assigned": gettext_lazy("has a bed"),
    "sent": gettext_lazy("vehicle sent"), "aboard": gettext_lazy("on the way"), "arrived": gettext_lazy("has arrived"),
    "hospital": gettext_lazy("taken by 120"), "cleared": gettext_lazy("cleared on recheck"),
    "withdrawn": gettext_lazy("case withdrawn"),
}  # fmt: skip
WHYS: Words = {
    "held": gettext_lazy("held"), "left_behind": gettext_lazy("first settle who stays behind"),
    "no_bed": gettext_lazy("no bed that will do is free"),
    "apart": gettext_lazy("no facility has beds for all of them; decide one by one"),
}  # fmt: skip
FLAGS: Words = {
    "no_bed": gettext_lazy("no bed was given"), "held": gettext_lazy("was held"),
    "late": gettext_lazy("written down late"), "not_in_order": gettext_lazy("nobody wrote the pick-up"),
    "repeat": gettext_lazy("said before"), "ahead": gettext_lazy("clock ahead"),
    "same_person": gettext_lazy("one name at both ends"), "stopped": gettext_lazy("was stopped already"),
}  # fmt: skip
TERMS: Words = {
    "inform_minutes": gettext_lazy("household informed, minutes"),
    "report_minutes": gettext_lazy("first report, minutes"),
    "complete_minutes": gettext_lazy("case complete, minutes"),
    "decide_minutes": gettext_lazy("contact decided, minutes"),
    "arrive_minutes": gettext_lazy("left and not arrived, minutes"),
    "desk_minutes": gettext_lazy("same desk, minutes before and after"),
    "pool_days": gettext_lazy("same tube, days before the sample"),
    "child_under": gettext_lazy("bed for a child, under years"),
    "minor_under": gettext_lazy("not left alone, under years"),
    "elder_over": gettext_lazy("not left alone, over years"),
    "home_line": gettext_lazy("rule for the days at home after a discharge"),
}  # fmt: skip
_NO_ORDER: Words = {
    "cases.not_in_register": gettext_lazy("not in the register: no order can be drafted"),
    "cases.no_rule": gettext_lazy("no rule is in force"),
    "isolation.no_isolation": gettext_lazy("under the rule in force nobody stays in"),
    "isolation.no_length": gettext_lazy("the rule in force does not say how long"),
    "isolation.has_order": gettext_lazy("is under an order already"),
}


def reason_words(reason: Mapping[str, str]) -> str:
    """同户; 同管 T-7 03-31 12:00; 同台 02号 前后 3 分."""
    return str(_REASONS[reason["reason"]]) % {
        name: reason.get(name, "") for name in ("tube", "at", "desk", "minutes", "on")
    }


_REASONS: Words = {
    "household": gettext_lazy("same household"),
    "interview": gettext_lazy("named in the interview %(on)s"),
    "tube": gettext_lazy("same tube %(tube)s, %(at)s"),
    "desk": gettext_lazy("same desk %(desk)s, %(at)s, %(minutes)s min apart"),
    "place": gettext_lazy("lives where the case was on %(on)s"),
}


def reasons_words(reasons: Iterable[Mapping[str, str]]) -> list[str]:
    return [reason_words(reason).strip() for reason in reasons]


def no_order_words(code: str) -> str:
    return str(_NO_ORDER.get(code, code))


def flags_words(flags: Iterable[str]) -> str:
    return _(", ").join(str(FLAGS.get(flag, flag)) for flag in flags)


def preset_note(row: CasePreset) -> str:
    return row.note_en or row.note if is_english() else row.note
