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
    ("antigen", "抗原自测，每户一份", "Antigen kit per household", "已发", "handed over", "household", 15),
    ("antigen_result", "抗原结果上报", "Antigen result", "已报", "reported", "person", 15),
    ("parcel", "蔬菜包", "Vegetable parcel", "送达", "delivered", "household", 24),
    ("welfare_call", "每日联系", "Daily welfare call", "已联系", "called", "person", 6),
    ("temperature", "测体温", "Temperature reading", "已测", "read", "person", 12),
    ("notice", "告知书", "Notice to be read", "已阅", "read", "household", 24),
    ("returnee", "返沪登记", "Returnee registration", "已登记", "registered", "person", 24),
    ("sweep", "扫楼", "Door-to-door sweep", "已访", "visited", "household", 12),
    ("premises_check", "单位核查", "Check of premises", "已查", "checked", "place", 24),
]


def load() -> int:
    """Writes those that are missing and leaves edited ones alone. Returns how many there are."""
    for position, (code, name, name_en, done, done_en, unit, hours) in enumerate(_OBLIGATIONS):
        Obligation.objects.get_or_create(
            code=code,
            defaults={
                "name": name, "name_en": name_en, "done_word": done, "done_word_en": done_en, "unit": unit,
                "hours": hours, "position": position,
            },
        )  # fmt: skip
    return Obligation.objects.count()


def find(code: str) -> Obligation:
    """Raises NoSuchObligation with the list of those that exist."""
    found = Obligation.objects.filter(code=code).first()
    if found is None:
        known = Obligation.objects.order_by("position").values_list("code", flat=True)
        raise NoSuchObligation(value=code, known=", ".join(known))
    return found
