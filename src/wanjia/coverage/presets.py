"""The obligations that wanjia knows from the start. Rows, not code: a committee may add its own."""

from django.utils.translation import gettext_lazy as _

from wanjia.coverage.models import Obligation
from wanjia.kernel.errors import BadInput
from wanjia.platform.words import say


class NoSuchObligation(BadInput):
    """Nobody has said what this kind of round is."""

    code = "coverage.no_such_obligation"


say(NoSuchObligation.code, _("No obligation “%(value)s”. There are: %(known)s."))

_OBLIGATIONS = [
    # code, 中文, English, done, done in English, unit, hours
    ("nat", "核酸筛查", "NAT screening", "已采", "sampled", "person", 12),
    ("recheck", "单采复核", "Single recheck", "已采", "sampled", "person", 24),
    ("antigen", "抗原自测，每户一份", "Antigen kit per household", "已发", "handed over", "household", 15),
    ("antigen_result", "抗原结果上报", "Antigen result", "已报", "reported", "person", 15),
    ("parcel", "蔬菜包", "Vegetable parcel", "送达", "delivered", "household", 24),
    ("welfare_call", "每日联系", "Daily welfare call", "已联系", "called", "person", 6),
    ("temperature", "测体温", "Temperature reading", "已测", "read", "person", 12),
    ("notice", "告知书", "Notice to be read", "已阅", "read", "household", 24),
    ("returnee", "返沪登记", "Returnee registration", "已登记", "registered", "person", 24),
    ("sweep", "扫楼", "Door-to-door sweep", "已访", "visited", "household", 12),
    ("premises_check", "单位核查", "Check of premises", "已查", "checked", "place", 24),
    ("meal", "送餐", "Meal", "送到", "delivered", "person", 3),
    ("waste", "上门收垃圾", "Waste at the door", "已收", "collected", "household", 16),
    ("equipment", "设备照看", "Care of equipment", "已照看", "looked after", "person", 12),
    ("care_visit", "关爱走访", "Care visit", "已走访", "visited", "person", 48),
    ("told", "告知到户", "Every household told", "已告知", "told", "household", 24),
    ("disinfect", "楼道消毒", "Stairwell disinfection", "已消毒", "disinfected", "place", 24),
]


_OF_STAIRWELLS = ("disinfect",)
_IN_TUBES = ("nat", "recheck")
_POOL_SIZE = {"recheck": 1}  # a swab of one's own; ten where nothing stands


def _choice(value: str, label: str, label_en: str) -> dict[str, str]:
    return {"value": value, "label": label, "label_en": label_en}


def _field(name: str, label: str, label_en: str, type_: str, **more: object) -> dict[str, object]:
    """One thing that is asked beside the tick. `type_`: number, choice, yes_no or text."""
    return {"name": name, "label": label, "label_en": label_en, "type": type_, "required": False} | more


# what a phone asks when it ticks; nothing here is a result of a laboratory
_FIELDS: dict[str, list[dict[str, object]]] = {
    "temperature": [
        _field("temperature", "体温", "Temperature", "number", unit="℃", min=34, max=43, step=0.1,
               usual=36.5, required=True),
        _field("cough", "咳嗽", "Cough", "yes_no"),
        _field("fever", "自己觉得发热", "Feels feverish", "yes_no"),
    ],
    "welfare_call": [
        _field("state", "怎么样", "How are they", "choice", required=True, choices=[
            _choice("well", "安好", "Well"), _choice("needs_help", "需要帮忙", "Needs help"),
            _choice("to_hospital", "送医", "Taken to hospital"),
        ]),
        _field("note", "说明", "Note", "text"),
    ],
    "antigen_result": [
        _field("result", "结果", "Result", "choice", required=True, choices=[
            _choice("negative", "阴性", "Negative"), _choice("positive", "阳性", "Positive"),
            _choice("invalid", "无效，要重测", "Invalid, test again"),
        ]),
    ],
    "parcel": [
        _field("handed", "交到哪里", "Handed over", "choice", choices=[
            _choice("in_person", "交到手里", "In person"), _choice("at_the_door", "放在门口", "Left at the door"),
        ]),
        _field("note", "说明", "Note", "text"),
    ],
    "told": [
        _field("channel", "怎么告知的", "How they were told", "choice", choices=[
            _choice("door", "上门说了", "At the door"), _choice("call", "电话说了", "By telephone"),
            _choice("chat", "群里回了", "Answered in the chat"),
        ]),
    ],
    "disinfect": [
        _field("used", "用了什么", "What was used", "choice", choices=[
            _choice("chlorine", "含氯消毒液", "Chlorine"), _choice("peroxide", "过氧化氢", "Hydrogen peroxide"),
            _choice("quat", "季铵盐", "Quaternary ammonium"), _choice("other", "其他", "Other"),
        ]),
    ],
}  # fmt: skip
_FIELDS["antigen"] = _FIELDS["meal"] = _FIELDS["parcel"]


def load() -> int:
    """Writes those that are missing and leaves edited ones alone. Returns how many there are."""
    for position, (code, name, name_en, done, done_en, unit, hours) in enumerate(_OBLIGATIONS):
        Obligation.objects.get_or_create(
            code=code,
            defaults={
                "name": name, "name_en": name_en, "done_word": done, "done_word_en": done_en, "unit": unit,
                "hours": hours, "position": position, "fields": _FIELDS.get(code, []),
                "pool_size": _POOL_SIZE.get(code, 10), "of_stairwells": code in _OF_STAIRWELLS,
                "in_tubes": code in _IN_TUBES,
            },
        )  # fmt: skip
    for code, fields in _FIELDS.items():  # of installations older than the fields
        Obligation.objects.filter(code=code, fields=[]).update(fields=fields)
    return Obligation.objects.count()


def ensure() -> None:
    """Installations older than the last kinds of rounds get them now. One query when they have them."""
    if not Obligation.objects.filter(code=_OBLIGATIONS[-1][0]).exists():
        load()


def find(code: str) -> Obligation:
    """Raises NoSuchObligation with the list of those that exist."""
    ensure()
    found = Obligation.objects.filter(code=code).first()
    if found is None:
        known = Obligation.objects.order_by("position").values_list("code", flat=True)
        raise NoSuchObligation(value=code, known=", ".join(known))
    return found
