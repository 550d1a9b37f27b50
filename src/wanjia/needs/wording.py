"""Words of the room that are no choices of a model: fields, reasons, topics, what to ask and to say."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from wanjia.needs.models import Urgency

FIELDS: Mapping[str, object] = {
    "where": _("Where exactly, and who opens the door"),
    "awake": _("Awake? Breathing?"),
    "medicine": _("Which medicine"),
    "amount": _("How many boxes"),
    "left_days": _("For how many days there is some left"),
    "card": _("Who gives the card and the record book"),
    "hospital": _("Which hospital"),
    "when": _("When"),
    "companion": _("Who goes along"),
    "things": _("What, and how much"),
    "people": _("For how many people"),
    "months": _("How many months old"),
    "at_home": _("When somebody is at home"),
    "heard_where": _("Where it was heard"),
}
LIFE_QUESTIONS = (
    ("awake", _("Can't be woken, or speaks confusedly")),
    ("face", _("Face hangs, an arm or a leg does not move")),
    ("breath", _("Hardly breathes, or pain in the chest")),
    ("blood", _("Bleeds heavily, fell and can't get up, wants to end it")),
)
LEFT_OUT: Mapping[str, object] = {
    "empty": _("blank line"), "system": _("said by the program"), "name": _("name and time"), "sticker": _("picture"),
    "thanks": _("thanks"), "report": _("reports a result"), "notice": _("notice"), "official": _("said by the staff"),
    "answer": _("answers somebody"), "offer": _("offers something"), "title": _("title of a list"),
    "example": _("example"), "posted_again": _("posted again"), "corrects": _("corrects a line before"),
    "solved": _("says it is solved"), "dropped": _("takes it back"), "settled_later": _("settled by a later line"),
    "nothing_asked": _("asks for nothing"),
}  # fmt: skip
TOPICS: Mapping[str, object] = {
    "water": _("no water"), "power": _("no power"), "gas": _("gas"), "lift": _("lift"), "drain": _("drain or leak"),
    "net": _("network"), "lock": _("lock"),
}  # fmt: skip
COLOURS: Mapping[int, object] = {
    Urgency.LIFE: _("life"), Urgency.RED: _("red"), Urgency.YELLOW: _("yellow"), Urgency.GREEN: _("green"),
}  # fmt: skip
CALLS: Mapping[str, object] = {
    "30": _("within 30 minutes"), "120": _("within 2 hours"), "today": _("today"), "own": _("by an hour"),
}  # fmt: skip
ANSWER_WITHDRAWN = "answer_withdrawn"
REOPENED: Mapping[str, object] = {ANSWER_WITHDRAWN: _("the answer was withdrawn")}
