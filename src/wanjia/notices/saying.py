"""A notice as the words that every channel starts from."""

from collections.abc import Iterable, Mapping

from django.utils import translation

from wanjia.kernel import clock
from wanjia.notices.channels.told import Words
from wanjia.notices.models import Notice
from wanjia.roster import places


def chinese_names(areas: Iterable[int]) -> dict[int, str]:
    """What goes out is in the language it was written in, whatever the page's. Three queries at most."""
    with translation.override("zh-hans"):
        return places.names(areas)


def words_of(notice: Notice, names: Mapping[int, str] | None = None) -> Words:
    """`names`: those of many areas, where many notices are said. Without them one query."""
    whose = (names or chinese_names([notice.area]))[notice.area]
    end = clock.local(notice.in_force_until) if notice.in_force_until else None
    return Words(
        whose, notice.title, notice.text, notice.source, notice.source_on, clock.local(notice.in_force_from), end,
        notice.title_en, notice.text_en,
    )  # fmt: skip
