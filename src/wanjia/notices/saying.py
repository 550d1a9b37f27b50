"""A notice as the words that every channel starts from."""

from django.utils import translation

from wanjia.kernel import clock
from wanjia.notices.channels.told import Words
from wanjia.notices.models import Notice
from wanjia.roster import places


def words_of(notice: Notice) -> Words:
    """In the languages it was written in, whatever the page's: the area has its Chinese name. Three queries at most."""
    with translation.override("zh-hans"):
        whose = places.name_of(notice.area)
    end = clock.local(notice.in_force_until) if notice.in_force_until else None
    return Words(
        whose, notice.title, notice.text, notice.source, notice.source_on, clock.local(notice.in_force_from), end,
        notice.title_en, notice.text_en,
    )  # fmt: skip
