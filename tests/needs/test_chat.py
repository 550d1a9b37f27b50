"""A chat log becomes proposed tickets: measured on a log that no rule was written from."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.needs.chatlog import log_of, score
from wanjia.needs.rules.kinds import asked, items
from wanjia.needs.rules.mentions import mentions, plain
from wanjia.needs.rules.parsing import parse
from wanjia.needs.vocabulary import vocabulary

WORDS = vocabulary()


def read(*lines):
    return parse(lines, WORDS)


def doors(text):
    return [(one.building, one.room) for one in mentions(plain(text))]


def kinds(text):
    return [one.kind for one in asked(plain(text), WORDS)]


def only(*lines):
    (one,) = read(*lines).tickets
    return one


def test_the_log_that_no_rule_has_seen_is_read_well_enough():
    """Measured 0.918 and 0.954 of 152 labels in 300 lines; urgency 0.938. The floor lies below it."""
    found = score("held_back")
    print(f"precision {found.precision:.3f}, recall {found.recall:.3f}, urgency {found.urgency:.3f}")  # noqa: T201
    assert len(log_of("held_back")[0]) == 300
    assert found.precision >= 0.88
    assert found.recall >= 0.91
    assert found.urgency >= 0.90


@pytest.mark.parametrize("name", ["held_back", "developing", "developing_danger"])
def test_nobody_in_danger_is_missed_in_any_log(name):
    lines, labels = log_of(name)
    calls = {(line, room) for line, _b, room, kind, _u in labels if kind == "life"}
    found = {(one.line, one.room) for one in parse(lines, WORDS).tickets if one.urgency == "life"}
    assert calls <= found


@pytest.mark.parametrize("name", ["developing", "developing_danger"])
def test_a_log_of_development_is_read_nearly_whole(name):
    found = score(name)
    assert found.urgency >= 0.95
    assert found.precision >= 0.95, found.extra
    assert found.recall >= 0.95, found.missed


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3-502 要米", [("3", "502")]),
        ("3号楼502室要米", [("3", "502")]),
        ("三号楼五零二 要米", [("3", "502")]),
        ("十二号楼一二零三", [("12", "1203")]),
        ("3#502", [("3", "502")]),
        ("88弄3号502", [("3", "502")]),
        ("3号楼2单元502", [("3", "502")]),
        ("３－５０２ 要米", [("3", "502")]),
        ("1103（11号）蔬菜包", [("11", "1103")]),
        ("我902，9号楼没水", [("9", "902")]),
        ("502要两袋米", [("", "502")]),
        ("2022-04-03 通知", []),
        ("鸡蛋120个，大米500克", []),
        ("10-501和10-502都没水", [("10", "501"), ("10", "502")]),
    ],
)
def test_a_door_is_read_as_people_write_it(text, wanted):
    assert doors(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("奶奶晕倒了叫不醒", ["life"]),
        ("要布洛芬1盒，顺便蔬菜包一份", ["medicine", "food"]),
        ("奶粉没有了，求一罐", ["infant"]),
        ("猫粮没了", ["pets"]),
        ("听说有人阳了，真的吗", ["rumour"]),
        ("投诉！物资又没有我家", ["complaint"]),
        ("楼道垃圾没人收", ["waste"]),
        ("家里停水了", ["repair"]),
        ("快崩溃了，天天哭", ["mental"]),
        ("明天血透，怎么出小区", ["outing"]),
        ("谁家可以打印作业", ["other"]),
        ("今天天气不错", []),
    ],
)
def test_a_kind_is_known_by_its_words(text, wanted):
    assert kinds(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3-502 降压药断了，急", "red"), ("3-502 胰岛素只够明天", "yellow"), ("3-502 配阿司匹林1盒，不急", "green"),
        ("3-502 老人胸口痛出冷汗", "life"),
        ("独居老人敲门没人应 3-502", "life"), ("3-502 奶奶电话没人接", "red"), ("3-502 心梗术后的药吃完了", "red"),
        ("3-502 透析的车还没来", "red"), ("3-502 今天核酸漏了我家", "yellow"),
    ],
)  # fmt: skip
def test_urgency_follows_the_words(text, wanted):
    assert only(text).urgency == wanted


def test_things_are_read_with_their_numbers():
    assert [str(one) for one in items("大米1袋 牛奶2箱，鸡蛋两板", WORDS)] == ["大米1袋", "牛奶2箱", "鸡蛋两板"]


def test_the_number_of_the_ambulance_is_no_quantity():
    assert items("打120打不通", WORDS) == []
    assert items("老人一个人在家", WORDS) == []


@pytest.mark.parametrize(
    ("text", "building"), [("13号楼整栋停水了", "13"), ("6号楼的李雷：降压药没了", "6"), ("3号楼和5号楼都停水了", "")]
)
def test_a_building_without_a_room_is_kept_where_it_is_the_only_one(text, building):
    one = only(text)
    assert (one.building, one.room) == (building, "")


def test_what_the_chat_says_later_ends_nobody_s_danger():
    """How that ended is written by a person with its outcome; the same words end an order of rice."""
    found = read("3-502 老人胸口痛出冷汗", "3-502 大米1袋", "3-502 已经解决了，谢谢")
    assert [(one.kind, one.line) for one in found.tickets] == [("life", 1)]


def test_a_list_that_is_posted_again_counts_once():
    log = ["#接龙", "蔬菜接龙", "1. 3-502 大米1袋", "#接龙", "蔬菜接龙", "1. 3-502 大米1袋", "2. 3-601 青菜2斤"]
    found = read(*log)
    assert [(one.line, one.room) for one in found.tickets] == [(3, "502"), (7, "601")]
    assert [one.why for one in found.ignored if one.line == 6] == ["posted_again"]


def test_a_correction_takes_the_place_of_the_number():
    one = only("3-502 鸡蛋1板", "更正：3-502 鸡蛋2板")
    assert one.line == 1
    assert [str(thing) for thing in one.items] == ["鸡蛋2板"]


def test_what_came_meanwhile_is_no_ticket_any_more():
    found = read("3-502 马桶堵了", "3-502 马桶修好了，谢谢")
    assert not found.tickets
    assert {one.why for one in found.ignored} == {"settled_later", "solved"}


def test_of_two_things_only_the_one_that_came_is_struck():
    one = only("3-502 大米1袋 鸡蛋2盒", "3-502 大米不要了")
    assert [str(thing) for thing in one.items] == ["鸡蛋2盒"]


def test_whoever_agrees_asks_for_the_same():
    found = read("4-404 停水了", "4-504 +1")
    assert [(one.room, one.kind) for one in found.tickets] == [("404", "repair"), ("504", "repair")]


def test_the_name_in_the_group_says_where():
    one = only("3-502 白露 2022-04-03 08:05:40", "家里大米没有了")
    assert (one.line, one.building, one.room) == (2, "3", "502")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("收到，谢谢", "thanks"), ("[图片]", "sticker"), ("“小寒”撤回了一条消息", "system"),
        ("【通知】各位居民，今天下午2点做核酸", "notice"), ("物业：4号楼水泵坏了", "official"),
        ("我家有多的奶粉，可以给你", "offer"), ("———— 2022-04-03 ————", "system"), ("3-502 抗原阴性", "report"),
    ],
)  # fmt: skip
def test_what_asks_for_nothing_is_left_out_with_its_reason(text, why):
    found = read(text)
    assert not found.tickets
    assert [one.why for one in found.ignored] == [why]


_PIECES = st.sampled_from(
    [
        "3-502", "三号楼五零二", "要米", "+1", "不要了", "更正：", "#接龙", "1. ", "没水", "收到", "2022-04-03 08:00",
        "：", "[图片]", "\x00", "急",
    ]
)  # fmt: skip


@given(st.lists(st.lists(_PIECES | st.text(max_size=6), max_size=5).map("".join), max_size=12))
def test_every_line_is_a_ticket_or_is_left_out_with_a_reason(lines):
    """Nothing lost: whatever a line is, it stands on one side or the other, and the numbers are the log's."""
    found = parse(lines, WORDS)
    told = {one.line for one in found.tickets} | {one.line for one in found.ignored}
    assert told == set(range(1, len(lines) + 1))
    assert all(one.why for one in found.ignored)
    assert all(one.urgency in ("life", "red", "yellow", "green") for one in found.tickets)
    json.dumps([str(one) for one in found.tickets], ensure_ascii=False)
