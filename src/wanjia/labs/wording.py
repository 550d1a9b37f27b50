"""The words of results: never more than was found, and of a pool never a person."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.labs.models import Cluster
from wanjia.labs.models.results import Value
from wanjia.labs.rules.doubts import Doubt
from wanjia.labs.rules.record import Standing

STANDINGS: Mapping[str, Promise] = {
    Standing.WAITING: gettext_lazy("sampled, no result yet"),
    Standing.NEGATIVE: gettext_lazy("negative"),
    Standing.RECHECK: gettext_lazy("pool abnormal, single recheck asked"),
    Standing.RESAMPLE: gettext_lazy("the tube told nothing, a new swab is needed"),
    Standing.POSITIVE: gettext_lazy("positive"),
}
GLYPHS: Mapping[str, str] = {
    Standing.WAITING: "clock", Standing.NEGATIVE: "done", Standing.RECHECK: "open", Standing.RESAMPLE: "open",
    Standing.POSITIVE: "alarm",
}  # fmt: skip
COLUMNS: Mapping[str, Promise] = {
    "code": gettext_lazy("Code on the tube"), "value": gettext_lazy("What was found"),
    "tested_at": gettext_lazy("Tested at"), "run": gettext_lazy("Code of the run"), "well": gettext_lazy("Well"),
    "tests": gettext_lazy("Reactions in the run"), "reason": gettext_lazy("Why it differs from the version before"),
}  # fmt: skip
OUTCOMES: Mapping[str, Promise] = {
    "new": gettext_lazy("new"), "same": gettext_lazy("as before"), "corrected": gettext_lazy("corrected"),
    "retested": gettext_lazy("found again in another run"),
    "repeated": gettext_lazy("said twice"), "unknown_tube": gettext_lazy("no tube has this code"),
    "two_tubes": gettext_lazy("two tubes have this code"), "unread": gettext_lazy("not read"),
}  # fmt: skip
PROBLEMS: Mapping[str, Promise] = {
    "unknown_tube": gettext_lazy("No tube has this code: it is kept loose until somebody finds out whose it is."),
    "two_tubes": gettext_lazy("Two tubes have this code: it is kept loose until somebody finds out which."),
    "corrected": gettext_lazy("Something else was reported before: this is a new version, the old one stays."),
    "twice_in_report": gettext_lazy("The report says two things of this tube: the graver one counts."),
    "no_code": gettext_lazy("No code: write it into the file and send the row again."),
    "no_value": gettext_lazy("No result: send the row again when there is one."),
    "unknown_word": gettext_lazy("Nobody knows this word as a result: write negative, positive, doubtful or invalid."),
    "unknown_time": gettext_lazy("This is no time: write it as 2022-03-31 14:22."),
}
SCOPES: Mapping[str, Promise] = {
    Cluster.Scope.RUN: gettext_lazy("one run"), Cluster.Scope.LAB: gettext_lazy("one laboratory"),
    Cluster.Scope.DESK: gettext_lazy("one desk"),
}  # fmt: skip


def value_words(value: str, *, is_pool: bool) -> str:
    """What was found. A pool is abnormal, never positive."""
    if is_pool and value in (Value.POSITIVE, Value.DOUBTFUL):
        return _("pool abnormal")
    return str(Value(value).label)


def glyph_of(value: str, *, is_pool: bool) -> str:
    if value == Value.NEGATIVE:
        return "done"
    return "alarm" if value == Value.POSITIVE and not is_pool else "open"


def doubt_words(doubt: Doubt) -> str:
    if doubt.kind == "shared_well":
        return _("%(n)s tubes in one well %(well)s: %(codes)s") % {
            "n": len(doubt.codes), "well": doubt.well, "codes": ", ".join(doubt.codes[:4]),
        }  # fmt: skip
    return _("%(n)s fewer reactions than tubes") % {"n": doubt.missing}
