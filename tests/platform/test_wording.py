"""Times, ages and bars in words: the same the script says while it counts down."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from django.utils.translation import override

from wanjia.kernel.clock import LOCAL
from wanjia.platform import wording
from wanjia.platform.templatetags.wanjia import tally_bar

NOW = datetime(2022, 3, 31, 14, 22, tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("minutes", "zh", "en"),
    [
        (218, "剩 3时38分", "3 h 38 left"), (43, "剩 43分", "43 min left"), (-12, "超 12分", "12 min over"),
        (3000, "剩 2天2时", "2 d 2 h left"),
    ],
)  # fmt: skip
def test_what_is_left(minutes, zh, en):
    due = NOW + timedelta(minutes=minutes)
    with override("zh-hans"):
        assert wording.left(due, NOW) == zh
    with override("en"):
        assert wording.left(due, NOW) == en


def test_left_is_rounded_up_and_over_down():
    with override("en"):
        assert wording.left(NOW + timedelta(seconds=1), NOW) == "1 min left"
        assert wording.left(NOW - timedelta(seconds=59), NOW) == "0 min over"


def test_the_last_quarter_warns_and_the_end_is_late():
    start = NOW - timedelta(hours=3)
    assert wording.urgency(NOW + timedelta(hours=1), NOW, start) == "warn"
    assert wording.urgency(NOW + timedelta(hours=2), NOW, start) == ""
    assert wording.urgency(NOW, NOW, start) == "late"


@pytest.mark.parametrize(
    ("then", "zh", "en"),
    [(NOW, "14:22", "14:22"), (datetime(2022, 3, 30, 9, 5, tzinfo=LOCAL), "3月30日 09:05", "30 Mar, 09:05"),
     (datetime(2021, 12, 1, 9, 5, tzinfo=LOCAL), "2021年12月1日 09:05", "1 Dec 2021, 09:05")],
)  # fmt: skip
def test_a_moment_says_its_day_only_when_it_is_another(then, zh, en):
    with override("zh-hans"):
        assert wording.moment(then, NOW) == zh
    with override("en"):
        assert wording.moment(then, NOW) == en


@pytest.mark.parametrize("on", [date(2022, 3, 31), datetime(2022, 3, 31, 0, 5, tzinfo=LOCAL)])
def test_a_day_is_said_with_its_weekday_whether_or_not_it_has_an_hour(on):
    with override("zh-hans"):
        assert wording.day(on) == "3月31日 周四"
    with override("en"):
        assert wording.day(on) == "31 Mar, Thu"


def test_days_ago_count_calendar_days():
    with override("zh-hans"):
        assert wording.ago(NOW - timedelta(days=12), NOW) == "12 天前"
        assert wording.ago(NOW - timedelta(minutes=5), NOW) == "5 分钟前"
        assert wording.ago(None, NOW) == ""
        assert wording.day(NOW) == "3月31日 周四"


@dataclass
class Counts:
    owed: int
    done: int
    excused: int = 0
    released: int = 0

    @property
    def open(self):
        return self.owed - self.done - self.excused - self.released


class TestTheBar:
    def widths(self, counted, width=100):
        return [float(part.split('%"')[0]) for part in tally_bar(counted, "", width).split('width="')[1:]]

    @pytest.mark.parametrize(
        "counted", [Counts(10, 10), Counts(3842, 3566, 48, 14), Counts(100_000, 99_999), Counts(1, 0)]
    )
    def test_its_parts_fill_it_whatever_their_size(self, counted):
        assert sum(self.widths(counted)) == pytest.approx(100, abs=0.05)

    def test_one_person_among_many_is_still_seen(self):
        assert self.widths(Counts(100_000, 99_999))[-1] == pytest.approx(3.5)

    def test_nobody_owed_is_an_empty_bar_with_its_words(self):
        assert self.widths(Counts(0, 0)) == []
        with override("en"):
            assert "not reached 0" in tally_bar(Counts(0, 0))
