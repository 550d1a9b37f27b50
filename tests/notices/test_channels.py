"""One notice as each channel says it: nothing cut, nothing unsaid, no figure that has to be deciphered."""

from datetime import date, datetime
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.kernel import clock
from wanjia.notices.channels import answers, chat, led, loudspeaker, numbers, numbers_en, sms
from wanjia.notices.channels.answers import Home
from wanjia.notices.channels.told import Words, span, span_en

AT = partial(datetime, tzinfo=clock.LOCAL)
WORDS = Words(
    "春和居委会", "明早 8 点发菜", "每户一份，放在门口。急病先打 120，不用等。", "万安街道防控办〔2022〕12号",
    date(2022, 3, 30), AT(2022, 3, 31, 12), AT(2022, 4, 5),
    "Vegetables at 8:00", "One parcel a household. Call 120 first.",
)  # fmt: skip
LINES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60)
ANY_WORDS = st.builds(
    Words, whose=LINES, title=LINES, text=st.text(st.characters(exclude_categories=("Cs",)), max_size=600),
    source=LINES, source_on=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    start=st.datetimes(timezones=st.just(clock.LOCAL)), title_en=LINES, text_en=LINES,
)  # fmt: skip


class TestTimes:
    def test_an_end_at_midnight_is_the_end_of_the_day_before(self):
        assert span(WORDS) == "3月31日 12:00 起，到 4月4日 24:00"
        assert span_en(WORDS) == "from 31 Mar, 12:00 until 4 Apr, 24:00"

    def test_without_an_end_it_holds_until_changed(self):
        open_ended = Words("居委", "停水", "停水", "物业", date(2022, 3, 30), AT(2022, 3, 31, 9, 5))
        assert span(open_ended) == "3月31日 09:05 起，改之前有效"
        assert span_en(open_ended) == "from 31 Mar, 09:05 until changed"


class TestChat:
    def test_it_ends_with_the_source_and_its_date(self):
        assert chat.text(WORDS).splitlines()[-1] == "来源：万安街道防控办〔2022〕12号，2022-03-30"

    def test_english_stands_below_where_somebody_wrote_it(self):
        assert "Vegetables at 8:00\nOne parcel" in chat.text(WORDS)
        plain = Words("居委", "停水", "今晚停水。", "物业", date(2022, 3, 30), AT(2022, 3, 31))
        assert "from" not in chat.text(plain)

    def test_the_answer_to_a_rumour_says_what_was_said_and_what_is_so(self):
        said = chat.answer("明天解封", WORDS)
        assert said.startswith("有人说：明天解封\n【春和居委会】")
        assert "来源：万安街道防控办" in said


class TestSms:
    @given(LINES.map(lambda text: text * 9))
    def test_joined_again_the_parts_are_the_text_and_none_is_too_long(self, text):
        cut = sms.parts(text)
        assert "".join(cut) == text
        most = sms.ALONE if len(cut) == 1 else sms.JOINED
        assert all(0 < sms.units(part) <= most for part in cut)

    @pytest.mark.parametrize(("length", "parts"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3)])
    def test_seventy_fit_alone_and_sixty_seven_into_each_of_several(self, length, parts):
        assert len(sms.parts("字" * length)) == parts

    def test_a_picture_counts_two_and_is_never_cut_in_two(self):
        assert sms.units("🥬") == 2
        assert sms.parts("字" * 66 + "🥬" + "字" * 9)[0] == "字" * 66

    @given(ANY_WORDS)
    def test_a_long_text_becomes_a_short_message_that_says_where_the_whole_stands(self, words):
        for told in (sms.message(words), sms.message_en(words)):
            assert "".join(told.parts) == told.text
            assert words.source in told.text
            assert len(told.parts) <= sms.MOST_PARTS or told.is_short
        assert "全文看楼道" in sms.message(words).text or not sms.message(words).is_short

    def test_a_short_one_goes_whole(self):
        told = sms.message(WORDS)
        assert "每户一份，放在门口。" in told.text
        assert (len(told.parts), told.is_short) == (2, False)


class TestAnswersOutOfAChat:
    HOMES = (Home(1, 1, "301"), Home(2, 1, "302"), Home(3, 2, "301"), Home(4, 2, "1002"))

    @pytest.mark.parametrize(
        ("text", "told", "unknown"),
        [
            ("1. 302 收到\n2. 1002室 好的", [2, 4], []), ("2-301 收到", [3], []), ("301 收到", [], ["301"]),
            ("２单元３０１", [3], []), ("302、1002 都看到了", [2, 4], []), ("909 收到", [], ["909"]),
            ("3月31日 14:30 302", [2], []), ("302\n302 再说一遍", [2], []), ("收到", [], []), ("12000002218", [], []),
            ("2022年 1-302", [2], []), ("1）1002", [4], []), ("101. 302 收到", [2], []), ("302. 收到", [2], []),
        ],
    )  # fmt: skip
    def test_doors_are_found_as_people_write_them_and_what_is_none_is_named(self, text, told, unknown):
        assert answers.homes_in(text, self.HOMES) == (told, unknown)

    @given(st.text(max_size=200))
    def test_no_text_makes_somebody_answer_who_does_not_live_there(self, text):
        assert set(answers.homes_in(text, self.HOMES)[0]) <= {1, 2, 3, 4}


class TestLed:
    @given(ANY_WORDS)
    def test_it_is_one_line_that_holds_the_whole_title(self, words):
        line = led.line(words)
        assert "\n" not in line
        assert line.startswith(" ".join(words.title.split()))
        assert led.columns(line) <= max(led.MOST, led.columns(words.title))

    def test_what_does_not_fit_is_left_out_whole(self):
        assert led.line(WORDS).endswith("万安街道防控办〔2022〕12号")
        long = Words("居委", "字" * 50, "字", "源" * 40, date(2022, 3, 30), AT(2022, 3, 31))
        assert led.line(long) == "字" * 50
        assert led.line_en(long) == ""

    def test_letters_take_one_column_and_characters_two(self):
        assert led.columns("A字，") == 5


class TestTheLoudspeaker:
    def test_everything_is_said_twice_in_whole_sentences(self):
        lines = loudspeaker.script(WORDS)
        assert lines[0] == "各位居民，现在广播通知。"
        again = lines.index("再说一遍。")
        assert lines[1:again] == lines[again + 1 : -1]
        assert "每户一份，放在门口。" in lines
        assert "急病先打幺二零，不用等。" in lines
        assert "这件事由万安街道防控办二零二二年十二号发出，二零二二年三月三十日。" in lines
        assert all(line[-1] in "。！？；" for line in lines)

    @given(ANY_WORDS)
    def test_no_figure_is_left_to_be_read(self, words):
        for line in (*loudspeaker.script(words), *loudspeaker.script_en(words)):
            assert not any(sign in "0123456789０１２３４５６７８９" for sign in line), line

    def test_english_is_read_out_where_somebody_wrote_it(self):
        assert "Vegetables at eight o'clock in the morning." in loudspeaker.script_en(WORDS)
        assert "Call one two zero first." in loudspeaker.script_en(WORDS)
        assert loudspeaker.script_en(Words("居委", "停", "停", "物", date(2022, 1, 1), AT(2022, 1, 1))) == ()


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("8:00", "早上八点"), ("14:30", "下午两点半"), ("20:05", "晚上八点零五分"), ("24:00", "半夜十二点"),
        ("0:00", "零点"),
        ("12:15", "中午十二点十五分"), ("5:30", "凌晨五点半"), ("2022-03-30", "二零二二年三月三十日"),
        ("4月5日", "四月五日"), ("2022年", "二零二二年"), ("〔2022〕7号", "二零二二年七号"),
        ("8:00-14:30", "早上八点到下午两点半"), ("先打 120，", "先打 幺二零，"), ("120 户", "一百二十户"),
        ("021-65001234", "零二幺六五零零幺二三四"), ("12345", "幺二三四五"), ("12 米", "十二米"),
        ("1,205 户", "一千二百零五户"), ("2 米", "两米"), ("2号楼", "二号楼"), ("37.3 度", "三十七点三度"),
        ("5%", "百分之五"), ("8-10点", "八到十点"), ("10000", "一万"), ("10500", "一万零五百"),
        ("110 个", "一百一十个"), ("110", "幺幺零"), ("１２", "十二"), ("2小时", "两小时"),
        ("20000 人", "二万人"), ("0502", "零五零二"),
    ],
)  # fmt: skip
def test_numbers_are_said_as_people_say_them(written, heard):
    assert numbers.spoken(written) == heard


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("8:00", "eight o'clock in the morning"), ("24:00", "midnight of that day"),
        ("14:30", "half past two in the afternoon"),
        ("2022-03-30", "the thirtieth of March twenty twenty-two"), ("call 120", "call one two zero"),
        ("31 Mar, 12:00", "the thirty-first of March, noon"), ("2 m apart", "two metres apart"),
        ("1,205", "one thousand two hundred five"), ("37.3", "thirty-seven point three"), ("8-10", "eight to ten"),
        ("Bldg 3", "Bldg three"),
        ("20:05", "eight oh five in the evening"), ("22 May", "the twenty-second of May"), ("22nd", "twenty-second"),
    ],
)  # fmt: skip
def test_numbers_in_english_too(written, heard):
    assert numbers_en.spoken(written) == heard


@given(st.integers(min_value=0, max_value=99_999_999))
def test_every_quantity_up_to_a_hundred_million_reads_back(number):
    assert _read(numbers.whole(number)) == number


def _read(said):
    """The other way round, by another road: place by place."""
    high, wan, low = said.rpartition("万")
    return (_section(high) * 10_000 if wan else 0) + _section(low)


def _section(said):
    total, digit = 0, 0
    for sign in said.replace("零", ""):
        if sign in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
        else:
            digit = "零一二三四五六七八九".index(sign)
    return total + digit
