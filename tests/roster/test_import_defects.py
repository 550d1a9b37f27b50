"""Trap 22: every defect of real rosters is imported or named, row by row, with what to do. Nothing is dropped."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.roster.sheets import HEADER, a_row, adds_up, bring, codes, comma, number, xlsx
from wanjia.kernel.identity import complete
from wanjia.roster.importing.problems import KINDS
from wanjia.roster.models import Building, Person

pytestmark = pytest.mark.django_db
WIDE = "".join(chr(ord(sign) + 0xFEE0) for sign in number())
X = next(n for n in (complete(f"999901194103{day:02}002") for day in range(1, 29)) if n.endswith("X"))


@pytest.mark.parametrize(
    ("row", "stored", "notes"),
    [
        (a_row(f" {'王春兰'}  "), number(), ["name_cleaned"]),
        (a_row("王 春 兰"), number(), ["name_cleaned"]),
        (a_row(document=f"{number()} "), number(), ["id_cleaned"]),
        (a_row(document=WIDE), number(), ["id_cleaned"]),
        (a_row(document=X.lower()), X, ["id_cleaned"]),
        (a_row(document=f"'{number()}"), number(), ["id_cleaned"]),
        (a_row(document=number()[:6] + number()[8:17]), number(), ["id_15_digits"]),
        (a_row(document="E12345678"), "E12345678", []),
        (a_row(room="５０２室"), number(), []),
        (a_row(phone="12000002218；12000003310"), number(), []),
    ],
)
def test_trap_22_what_can_be_repaired_is_imported_and_told(row, stored, notes):
    from wanjia.platform.vault import unseal

    outcome = bring(xlsx([row]))
    person = Person.objects.get()
    assert (outcome.created, codes(outcome)) == (1, notes)
    assert unseal(bytes(person.document_sealed), field="document") == stored
    assert (person.name, person.household.room) == ("王春兰", "502")


@pytest.mark.parametrize(
    ("row", "state", "code"),
    [
        (a_row(document="1.1E+17"), "queued", "id_digits_lost"),
        (a_row(document=9.99901194103e17), "queued", "id_digits_lost"),
        (a_row(document="999901194103060000"), "queued", "id_digits_lost"),
        (a_row("于春分/于小寒"), "queued", "two_people"),
        (a_row(document=f"{number()} {number('19430301', 3)}"), "queued", "two_people"),
        (a_row(room="5楼左"), "queued", "door_unclear"),
        (a_row(document="999901199002301234"), "rejected", "id_check_digit"),
        (a_row(document=complete("99990119900230123")), "rejected", "id_date"),
        (a_row(""), "rejected", "no_name"),
        (a_row(compound="", building="", room=""), "rejected", "no_door"),
        (a_row(document="没有带"), "rejected", "id_unreadable"),
        (a_row(document=complete("99990120990101001")), "rejected", "date_future"),
    ],
)
def test_trap_22_what_can_not_be_is_named_with_what_to_do(row, state, code):
    outcome = bring(xlsx([row]))
    problem = outcome.problems[0]
    assert (getattr(outcome, state), problem.code, problem.row) == (1, code, 2)
    assert problem.advice
    assert not Person.objects.exists()
    assert adds_up(outcome)


def test_trap_22_merged_cells_a_title_a_comment_and_a_sum():
    rows = [a_row(), ("王小满", "", "", "", "", ""), ("合计", "", "", "", "", "")]
    outcome = bring(
        xlsx(
            rows,
            above=[["春和居委名册"]],
            below=[["必填", "18位", "多个用分号", "", "如3号楼", ""]],
            merges=("D4:D5", "E4:E5", "F4:F5"),
        )
    )
    assert (outcome.rows, outcome.created, outcome.households) == (2, 2, 1)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig"])
def test_trap_22_csv_in_any_encoding(encoding):
    assert bring(comma([a_row("王喆")], encoding=encoding), name="a.csv").created == 1
    assert Person.objects.get().name == "王喆"


def test_trap_22_an_impossible_birth_date_without_a_number_goes_back():
    header = (*HEADER, "出生日期")
    outcome = bring(xlsx([(*a_row(document=""), "20191332"), (*a_row("李夏"), "20191332")], header=header))
    assert (outcome.rejected, outcome.created) == (1, 1)
    assert codes(outcome) == ["date_impossible", "birth_differs"]


def test_lost_digits_are_no_doubt_where_the_register_knows_the_person():
    bring(xlsx([a_row()]))
    outcome = bring(xlsx([a_row(document="9.99901E+17")]))
    assert (outcome.unchanged, codes(outcome)) == (1, ["id_digits_known"])


def test_a_missing_header_is_one_clear_line():
    from wanjia.platform.words import words
    from wanjia.roster.importing.refusals import NoNameColumn

    with pytest.raises(NoNameColumn) as caught:
        bring(comma([a_row()], header=a_row("李夏")), name="三月.csv")
    assert "三月.csv" in words(caught.value)


def test_every_problem_has_a_word_and_an_advice():
    assert all(str(kind.what) and str(kind.advice) for kind in KINDS.values())


cell = st.one_of(
    st.sampled_from(
        [
            "",
            "王春兰",
            "于春分/于小寒",
            number(),
            WIDE,
            "1.1E+17",
            9.99e17,
            "12000002218",
            "3号楼",
            "502",
            "5楼左",
            0,
            1,
            "是",
        ]
    ),
    st.text(max_size=12).filter(
        lambda text: all(ord(sign) >= 32 and not 0xD800 <= ord(sign) < 0xE000 for sign in text)
    ),
)


class TestAnyCells(TestCase):
    """Each example begins with an empty register: what another one has left would be found again."""

    @settings(max_examples=25)
    @given(st.lists(st.tuples(*[cell] * len(HEADER)), min_size=1, max_size=12))
    def test_trap_22_any_cells_at_all_give_every_row_one_outcome_twice(self, rows):
        from wanjia.roster.importing.refusals import NoRows

        try:
            first = bring(comma(rows), name="a.csv")
            again = bring(comma(rows), name="a.csv")
        except NoRows:
            return
        assert adds_up(first)
        assert adds_up(again)
        assert (first.rows, again.created, again.updated, again.buildings) == (again.rows, 0, 0, 0)
        assert Building.objects.filter(name="").count() == 0
