"""The file of rules: it can be read, names its sources, and says no more than domain.md."""

from datetime import date

import pytest

from tests.isolation.rules_of import shipped
from wanjia.isolation import presets
from wanjia.isolation.rules import terms
from wanjia.isolation.rules.terms import LEAVES, Malformed

ROWS = presets.shipped()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['line']}-{row['version']}")
def test_every_version_reads_and_names_its_source_and_both_titles(row):
    rule = shipped(row["line"], row["version"])
    assert rule.source
    assert row["title"]
    assert row["title_en"]
    assert row["confidence"] in ("H", "M", "L", "")
    assert (rule.effective_on is None) == (row["precision"] == "unknown")
    assert all(set(phase.leave or ()) <= set(LEAVES) for phase in (*rule.phases, *rule.restarted))


def test_versions_of_a_line_are_numbered_in_the_order_of_their_dates():
    lines: dict[str, list] = {}
    for row in ROWS:
        lines.setdefault(row["line"], []).append(row)
    for rows in lines.values():
        assert [row["version"] for row in rows] == list(range(1, len(rows) + 1))
        dated = [row["effective_on"] for row in rows if "effective_on" in row]
        assert dated == sorted(dated)


@pytest.mark.parametrize(
    ("line", "version", "lengths", "tests"),
    [
        ("contact", 1, (14, 7), ((1, 4, 7, 14), (2, 7))),
        ("contact", 2, (7, 3), ((1, 2, 3, 5, 7), (3,))),
        ("contact", 3, (5, 3), ((1, 2, 3, 5), (1, 3))),
        ("contact", 4, (None,), (None,)),
        ("contact", 5, (), ()),
        ("contact2", 1, (7,), (None,)),
        ("contact2", 2, (7,), ((1, 4, 7),)),
        ("contact2", 3, (), ()),
        ("from_high", 1, (7,), ((1, 3, 5, 7),)),
        ("from_high", 2, (), ()),
        ("7+7", 1, (7, 7), (None, None)),
        ("7+7", 2, (7, 7), (None, None)),
        ("2+12", 1, (2, 12), ((1, 2), None)),
        ("10+7", 1, (10, 7), (None, None)),
        ("closed", 1, (14,), ((1, 4, 7, 10, 14),)),
        ("sh_closed", 1, (7, 7), (None, None)),
        ("sh_closed", 3, (7, 3), (None, None)),
        ("sh_control", 2, (7,), (None,)),
        ("high", 1, (7, 3), (None, None)),
        ("high", 2, (5,), (None,)),
        ("mid", 1, (7,), (None,)),
        ("mid", 2, (), ()),
        ("high", 4, (), ()),
    ],
)
def test_lengths_and_test_days_are_those_of_the_domain_notes(line, version, lengths, tests):
    rule = shipped(line, version)
    assert tuple(phase.days for phase in rule.phases) == lengths
    assert tuple(phase.test_days for phase in rule.phases) == tests


def test_dates_and_confidence_are_those_of_the_domain_notes():
    assert shipped("sh_closed", 2).effective_on == date(2022, 4, 11)
    assert shipped("2+12", 1).effective_on == date(2022, 3, 13)
    confidence = {(row["line"], row["version"]): row["confidence"] for row in ROWS}
    assert (confidence["2+12", 1], confidence["10+7", 1], confidence["contact", 2]) == ("M", "L", "H")


@pytest.mark.parametrize(
    "wrong",
    [
        {"phase": [{"days": 0}]},
        {"phase": [{"days": 7, "test_days": [8]}]},
        {"phase": [{"stage": "red"}]},
        {"unit": "street"},
        {"lift": {"no_such": 1}},
        {"restart": {"counts_from": "tomorrow"}},
    ],
)
def test_terms_that_cannot_be_read_are_refused(wrong):
    with pytest.raises(Malformed):
        terms.read(wrong, line="x", version=1, kind="zone")
