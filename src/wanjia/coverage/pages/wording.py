"""The words of a round's own kind: 应采 未到 已采 免采, and what a target is counted in."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.coverage.models import Obligation
from wanjia.coverage.rules import Reason
from wanjia.kernel.codes import Flaw
from wanjia.platform.wording import is_english

REASONS: Mapping[str, Promise] = {
    Reason.BEDRIDDEN: gettext_lazy("bedridden"), Reason.MEDICAL: gettext_lazy("medical reason"),
    Reason.TESTED_ELSEWHERE: gettext_lazy("done elsewhere"), Reason.IN_HOSPITAL: gettext_lazy("in hospital"),
    Reason.WAITING_TRANSFER: gettext_lazy("waiting for transfer"), Reason.ON_DUTY: gettext_lazy("on duty elsewhere"),
    Reason.MOVED: gettext_lazy("moved away"), Reason.AWAY: gettext_lazy("away for now"),
    Reason.DIED: gettext_lazy("died"), Reason.ENTERED_TWICE: gettext_lazy("entered twice"),
    Reason.ARRIVED: gettext_lazy("arrived"), Reason.RETURNED: gettext_lazy("came back"),
    Reason.NEWBORN: gettext_lazy("newborn"), Reason.MISSED_AT_OPENING: gettext_lazy("missed at the opening"),
    Reason.MISTAKE: gettext_lazy("entered by mistake"),
    Reason.SAMPLE_LOST: gettext_lazy("the sample was lost"), Reason.REFUSED: gettext_lazy("refused, will be talked to"),
    Reason.NOT_REACHED: gettext_lazy("not found in spite of visits"),
    Reason.WAITING_RECHECK: gettext_lazy("waits for a recheck"), Reason.CLEARED: gettext_lazy("no longer asked"),
    Reason.NAMED: gettext_lazy("asked by name"), Reason.TUBE_INVALID: gettext_lazy("the tube told nothing"),
    Reason.VISIT_ARRANGED: gettext_lazy("visit arranged"), Reason.ORDER_BEGAN: gettext_lazy("under a rule now"),
    Reason.ORDER_ENDED: gettext_lazy("no longer under a rule"), Reason.OTHER: gettext_lazy("other, as noted"),
}  # fmt: skip


FLAWS: Mapping[str, Promise] = {
    Flaw.NOT_OURS: gettext_lazy("This is not one of our codes."),
    Flaw.INCOMPLETE: gettext_lazy("The code is incomplete or misread. Scan it again, or type the number under it."),
    Flaw.FORGED: gettext_lazy("Nobody of ours signed this code."),
    Flaw.EXPIRED: gettext_lazy("This code has expired."),
    Flaw.REVOKED: gettext_lazy("This code was cancelled and replaced."),
}
MARKS: Mapping[str, Promise] = {
    "shape": gettext_lazy("not a row number. Write 7, 5-9, !6, 12n, 14r, 15s, 16a or 17m."),
    "range": gettext_lazy("the sheet has no such row."),
    "twice": gettext_lazy("this row says two different things."),
    "nothing": gettext_lazy("No row is marked yet."),
}


def words_of(obligation: Obligation) -> dict[str, str]:
    """How the five figures of this kind of round are called in the language of the moment."""
    if is_english():
        done = obligation.done_word_en
        return {"owed": "Owed", "open": "not reached", "done": done, "excused": "excused", "released": "released"}
    stem = obligation.done_word.removeprefix("已")
    return {
        "owed": f"应{stem}", "open": "未到", "done": obligation.done_word, "excused": f"免{stem}", "released": "移出",
    }  # fmt: skip


def name_of(obligation: Obligation) -> str:
    return obligation.name_en if is_english() else obligation.name


def record_word(obligation: Obligation) -> str:
    """What the button says that writes one down: 登记已采."""
    return _("Record as %(done)s") % {"done": words_of(obligation)["done"]}


def unit_word(obligation: Obligation) -> str:
    """The measure word after a number: 人, 户, 处."""
    return {"person": _("people"), "household": _("households"), "place": _("places")}[obligation.unit]
