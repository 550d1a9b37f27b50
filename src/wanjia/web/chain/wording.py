"""The words of the seven links, of their figures and of their books."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

SIGNS: Mapping[str, Promise] = {  # the one character of each link
    "sample": pgettext_lazy("link", "Swab"), "send": pgettext_lazy("link", "Send"),
    "test": pgettext_lazy("link", "Test"), "report": pgettext_lazy("link", "Report"),
    "control": pgettext_lazy("link", "Control"), "trace": pgettext_lazy("link", "Trace"),
    "move": pgettext_lazy("link", "Move"),
}  # fmt: skip
FIGURES: Mapping[str, Promise] = {
    "tubes_waiting": gettext_lazy("tubes in no box"), "people_waiting": gettext_lazy("people in them"),
    "households_split": gettext_lazy("households in several tubes"),
    "boxes_on_the_way": gettext_lazy("boxes on the way"), "tubes_on_the_way": gettext_lazy("tubes in them"),
    "tubes_in_test": gettext_lazy("tubes in test"), "tubes_reported": gettext_lazy("tubes reported"),
    "pools_abnormal": gettext_lazy("pools abnormal"), "kept_home": gettext_lazy("people kept at home"),
    "to_tell": gettext_lazy("households to tell"), "cases": pgettext_lazy("count", "cases"),
    "contacts_undecided": gettext_lazy("contacts undecided"),
    "waiting_to_move": gettext_lazy("people wait to be moved"),
    "moved_today": gettext_lazy("moved today"), "tubes": pgettext_lazy("count", "tubes"),
    "people": pgettext_lazy("count", "people"),
    "people_asked": pgettext_lazy("count", "people"), "moved": gettext_lazy("moved"),
    "households_to_tell": gettext_lazy("households to tell"), "cases_open": gettext_lazy("cases and contacts open"),
    "boxes": pgettext_lazy("count", "boxes"), "hand_overs": gettext_lazy("hand-overs"),
}  # fmt: skip
BOOKS: Mapping[str, Promise] = {
    "sampled": gettext_lazy("sampled people"), "tubes": gettext_lazy("tubes closed"),
    "packed": gettext_lazy("tubes in boxes"), "tubes_out": gettext_lazy("tubes sent"),
    "boxes_out": gettext_lazy("boxes sent"), "hand_overs": gettext_lazy("hand-overs"),
    "taken_in": gettext_lazy("packed in boxes taken in"), "received": gettext_lazy("tubes received"),
    "tested": gettext_lazy("tubes of a run"), "reported": gettext_lazy("tubes reported"),
    "asked": gettext_lazy("people of abnormal pools"), "loose": gettext_lazy("results without a tube"),
    "positives": gettext_lazy("single positives"),
}  # fmt: skip
PARTS: Mapping[str, Promise] = {
    "in_tubes": gettext_lazy("in tubes"), "in_boxes": gettext_lazy("in boxes"), "waiting": gettext_lazy("in no box"),
    "settled": gettext_lazy("second records, settled"), "recorded": gettext_lazy("on record"),
    "taken_in": gettext_lazy("taken in"),
    "on_the_way": gettext_lazy("on the way"), "lost": gettext_lazy("lost"),
    "two_signatures": gettext_lazy("with two signatures"), "counted": gettext_lazy("counted there"),
    "uncounted": gettext_lazy("not counted yet"), "reported": gettext_lazy("reported"),
    "in_test": gettext_lazy("in test"), "reactions": gettext_lazy("reactions"), "negative": gettext_lazy("negative"),
    "pools_abnormal": gettext_lazy("pools abnormal"), "positive": gettext_lazy("single positive"),
    "invalid": gettext_lazy("invalid"), "doubtful_own": gettext_lazy("single doubtful"),
    "recheck_open": gettext_lazy("in recheck"), "recheck_negative": gettext_lazy("negative"),
    "recheck_positive": gettext_lazy("positive"), "recheck_withdrawn": gettext_lazy("pool corrected"),
    "loose_waiting": gettext_lazy("to be settled"), "transferred": gettext_lazy("moved"),
    "waiting_to_move": gettext_lazy("wait"), "cleared": gettext_lazy("cleared on recheck"),
    "withdrawn": gettext_lazy("withdrawn"),
}  # fmt: skip
LEVELS: Mapping[str, Promise] = {
    "committee": gettext_lazy("committee"), "town": gettext_lazy("subdistrict"), "district": gettext_lazy("district"),
    "city": gettext_lazy("city"),
}  # fmt: skip


def limit_words(minutes: int | None) -> str:
    """The limit of a link; None: until the day is over."""
    if minutes is None:
        return _("limit: the same day")
    if minutes % 60 == 0:
        return _("limit %(n)s h") % {"n": minutes // 60}
    return _("limit %(n)s min") % {"n": minutes}
