"""From a file to the register: created, updated, unchanged, to decide, returned, and back again."""

import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from tests.roster.sheets import HEADER, a_row, adds_up, bring, bring_batch, codes, comma, number, xlsx
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, an_account, areas
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.platform import files
from wanjia.platform.access import actor_of
from wanjia.platform.models import AuditEntry
from wanjia.roster.importing import services
from wanjia.roster.importing.refusals import (
    AreaTooWide,
    NoCommitteeColumn,
    NoRows,
    UnknownArea,
    WrongState,
)
from wanjia.roster.models import (
    Building,
    ColumnMapping,
    Compound,
    Doubt,
    Household,
    IdentityIndex,
    ImportBatch,
    Person,
    SpecialNeed,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


def nobody(_ids):
    return set()


def test_a_row_becomes_a_person_behind_a_door():
    outcome = bring(xlsx([a_row()]))
    person = Person.objects.get()
    assert (outcome.rows, outcome.created, outcome.households, outcome.buildings) == (1, 1, 1, 1)
    assert (person.name, person.sex, person.born_on, person.initials) == ("王春兰", "f", date(1941, 3, 6), "wcl")
    assert person.document_mask == f"9999 •••• {number()[-4:]}"
    assert person.phone_tails == ["2218"]
    assert (person.household.room, person.household.floor, person.checked_at) == ("502", 5, NOON)
    assert person.walk == person.household.walk
    assert Building.objects.get().name == "3号楼"
    assert Compound.objects.get().name == "春和一村"
    assert IdentityIndex.objects.get().person_id == person.pk
    assert number().encode() not in bytes(person.document_sealed)


def test_trap_01_importing_the_same_file_again_changes_nothing():
    rows = [a_row(f"王{sign}", number("19410306", at), room=f"{at + 1}01") for at, sign in enumerate("春夏秋冬")]
    rows += [
        a_row("王小满", "", ""),
        a_row("王小满", "", "", room="301"),
        a_row("立春", "1.1E+17"),
        a_row("", number("19500101", 9)),
    ]
    first, again = bring(xlsx(rows)), bring(xlsx(rows), now=LATER)
    assert (first.created, first.queued, first.rejected) == (6, 1, 1)
    assert (again.created, again.updated, again.unchanged, again.queued, again.rejected) == (0, 0, 6, 1, 1)
    assert (again.households, again.buildings) == (0, 0)
    assert adds_up(first)
    assert adds_up(again)
    assert Person.objects.count() == 6
    assert Doubt.objects.count() == 1
    assert set(Person.objects.values_list("checked_at", flat=True)) == {LATER}


def test_trap_01_the_report_accounts_for_every_row():
    batch, outcome = bring_batch(xlsx([a_row(), a_row("", ""), a_row("立春", "1.1E+17", room="301"), a_row()]))
    book = load_workbook(io.BytesIO(files.fetch(batch.report_token)))
    rows = list(book.worksheets[1].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [2, 3, 4, 5]
    assert len({row[1] for row in rows}) == 4
    assert len(rows) == outcome.rows


def test_the_returned_rows_can_be_corrected_and_imported_as_they_are():
    batch, _outcome = bring_batch(xlsx([a_row(), a_row("立春", "999901199002301234", room="301")]))
    book = load_workbook(io.BytesIO(files.fetch(batch.report_token)))
    page = book.worksheets[2]
    page["B2"] = number("19900228", 8)
    rows = list(page.iter_rows(values_only=True))
    again = bring(xlsx(rows[1:], header=rows[0]), now=LATER)
    assert (again.rows, again.created) == (1, 1)


def test_trap_08_a_person_appears_where_they_live_not_where_they_are_registered():
    header = (*HEADER, "户籍地址", "人户分离")
    bring(xlsx([(*a_row(), "别处路1弄1号101", "1")], header=header))
    person = Person.objects.get()
    assert person.building_key // 10**6 == SPRING
    assert (person.registered_address, person.lives_apart) == ("别处路1弄1号101", True)
    only = bring(xlsx([("李立夏", number("19500101", 1), "别处路1弄1号101")], header=("姓名", "身份证号", "户籍地址")))
    assert codes(only) == ["only_registered"]


def test_trap_08_the_actual_residence_goes_before_the_address_of_the_list():
    header = (*HEADER, "人户分离", "实际居住地")
    bring(
        xlsx(
            [(*a_row(), 1, "春和一村5号楼301"), (*a_row("李立夏", number("19500101", 1)), 1, "外省老家")], header=header
        )
    )
    moved, away = Person.objects.order_by("id")
    assert (moved.household.room, Building.objects.get(key=moved.building_key).name) == ("301", "5号楼")
    assert away.presence == "away"


def test_trap_08_a_move_keeps_the_id_and_its_part():
    bring(xlsx([a_row()]))
    before = Person.objects.get()
    queued = bring(xlsx([a_row(compound="夏荷苑")]), area=SUMMER)
    assert codes(queued) == ["lives_elsewhere"]
    moved = bring(xlsx([a_row(compound="夏荷苑")]), area=SUMMER, policy="merge", now=LATER)
    after = Person.objects.get()
    assert moved.updated == 1
    assert (after.pk, after.part) == (before.pk, SPRING)
    assert after.building_key // 10**6 == SUMMER


def test_trap_09_a_newborn_and_an_elder_without_phone_are_complete_records():
    header = (*HEADER, "出生日期", "性别", "婴儿", "无智能手机")
    rows = [(*a_row("王小满", "", ""), "20220301", "女", 1, ""), (*a_row("王春兰", number(), ""), "", "", "", 1)]
    outcome = bring(xlsx(rows, header=header))
    baby, elder = Person.objects.order_by("-born_on")
    assert outcome.created == 2
    assert (baby.document_kind, baby.born_on, baby.sex, baby.phone_tails) == ("none", date(2022, 3, 1), "f", [])
    assert set(SpecialNeed.objects.values_list("person_id", "kind")) == {
        (baby.pk, "infant"),
        (elder.pk, "no_smartphone"),
    }
    again = bring(xlsx(rows, header=header), now=LATER)
    assert (again.created, again.unchanged) == (0, 2)


def test_a_newborn_gets_its_number_later_and_stays_one_person():
    header = (*HEADER, "出生日期")
    bring(xlsx([(*a_row("王小满", "", ""), "20220301")], header=header))
    outcome = bring(xlsx([(*a_row("王小满", number("20220301", 2), ""), "20220301")], header=header))
    assert (outcome.updated, Person.objects.count(), IdentityIndex.objects.count()) == (1, 1, 1)


def test_an_empty_cell_erases_nothing():
    bring(xlsx([(*a_row(), "旧话")], header=(*HEADER, "备注")))
    outcome = bring(xlsx([(*a_row(phone=""), "")], header=(*HEADER, "备注")), now=LATER)
    person = Person.objects.get()
    assert (outcome.unchanged, person.note, person.phone_tails) == (1, "旧话", ["2218"])


def test_a_changed_row_is_an_update_with_the_new_word():
    bring(xlsx([a_row()]))
    outcome = bring(xlsx([a_row(phone="12000009999", room="601")]), now=LATER)
    person = Person.objects.get()
    assert (outcome.updated, outcome.households) == (1, 1)
    assert (person.phone_tails, person.household.room) == (["9999"], "601")


def test_buildings_are_one_however_they_are_written():
    rows = [
        a_row(f"王{sign}", number("19410306", at), building=written, room=f"{at + 1}01")
        for at, (sign, written) in enumerate(zip("春夏秋冬雨", ["3号楼", "3号", "3幢", "３栋", 3], strict=True))
    ]
    assert bring(xlsx(rows)).buildings == 1


def test_one_cell_and_three_cells_find_the_same_door():
    bring(xlsx([a_row()]))
    outcome = bring(xlsx([("王春兰", number(), "春和一村3号楼502室")], header=("姓名", "身份证号", "住址")))
    assert (outcome.unchanged, outcome.households, outcome.buildings) == (1, 0, 0)


def test_a_lane_is_a_compound_where_none_is_named():
    outcome = bring(
        xlsx(
            [("王春兰", number(), "88弄3号502室"), ("李夏", number("19500101", 1), "万安路88弄5号101")],
            header=("姓名", "身份证号", "住址"),
        )
    )
    assert outcome.buildings == 2
    assert Compound.objects.get().name == "88弄"


def test_a_village_house_needs_no_room_but_a_block_does():
    header = ("姓名", "楼栋", "室号")
    outcome = bring(xlsx([("王春兰", "12号", ""), ("李夏", "3号楼", ""), ("李秋", "3号楼", "502")], header=header))
    assert (outcome.created, outcome.queued) == (2, 1)
    assert codes(outcome) == ["no_room"]
    assert Household.objects.filter(room="").count() == 1


def test_an_empty_flat_is_a_household_with_nobody_in_it():
    rows, header = [("", "3", "502", "空置")], ("姓名", "楼栋", "室号", "房屋状态")
    first, again = bring(xlsx(rows, header=header)), bring(xlsx(rows, header=header))
    assert (first.created, again.unchanged, Person.objects.count()) == (1, 1, 0)
    assert Household.objects.get().kind == "empty"


def test_needs_come_from_flags_and_tags_with_source_date_and_legal_basis():
    header = (*HEADER, "独居(1/0)", "重点类别", "血透")
    outcome = bring(xlsx([(*a_row(), 1, "高龄,残疾，养猫", "每周三次")], header=header), name="三月.xlsx")
    needs = {need.kind: need for need in SpecialNeed.objects.all()}
    assert set(needs) == {"lives_alone", "disabled", "dialysis"}
    assert needs["dialysis"].detail == "每周三次"
    assert (needs["dialysis"].legal_basis, needs["disabled"].legal_basis) == ("emergency", "welfare")
    assert (needs["disabled"].source, needs["disabled"].since_on) == ("三月.xlsx", date(2022, 3, 31))
    assert codes(outcome) == ["tag_unknown"]


def test_a_whole_subdistrict_comes_in_one_file():
    header = (*HEADER, "居委")
    rows = [
        (*a_row(), "春和居委会"),
        (*a_row("李夏", number("19500101", 1)), "夏荷居民委员会"),
        (*a_row("李秋", ""), "没有的居委"),
    ]
    outcome = bring(xlsx(rows, header=header), area=TOWN)
    assert set(Person.objects.values_list("part", flat=True)) == {SPRING, SUMMER}
    assert codes(outcome) == ["committee_unknown"]
    with pytest.raises(NoCommitteeColumn):
        bring(xlsx([a_row()]), area=TOWN)


def test_the_same_person_in_two_committees_of_one_file_is_asked_about():
    header = (*HEADER, "居委")
    outcome = bring(xlsx([(*a_row(), "春和"), (*a_row(compound="夏荷苑"), "夏荷")], header=header), area=TOWN)
    assert (outcome.created, outcome.queued, Person.objects.count()) == (1, 1, 1)
    assert codes(outcome) == ["twice_in_file"]


@pytest.mark.parametrize(
    ("policy", "updated", "unchanged", "queued"), [("merge", 1, 0, 0), ("queue", 0, 0, 1), ("skip", 0, 1, 0)]
)
def test_a_likely_duplicate_follows_the_policy(policy, updated, unchanged, queued):
    bring(xlsx([a_row("路白霜", number("19610301", 1))]))
    outcome = bring(xlsx([a_row("路白霜", number("19610301", 3), room="602")]), policy=policy, now=LATER)
    assert (outcome.updated, outcome.unchanged, outcome.queued) == (updated, unchanged, queued)
    assert Person.objects.count() == 1
    assert adds_up(outcome)


def test_the_same_telephone_and_name_elsewhere_is_likely_the_same():
    bring(xlsx([a_row("路白霜", "")]))
    outcome = bring(xlsx([a_row("路白霜", "", building="9号楼", room="101")]))
    assert codes(outcome) == ["likely_same"]


def test_a_document_under_another_name_is_asked_about():
    bring(xlsx([a_row()]))
    assert codes(bring(xlsx([a_row("李立夏")]))) == ["name_differs"]


def test_whoever_died_or_moved_is_not_brought_back_unasked():
    bring(xlsx([(*a_row(), "死亡")], header=(*HEADER, "状态")))
    assert Person.objects.get().presence == "died"
    assert codes(bring(xlsx([a_row()]), policy="merge")) == ["listed_but_gone"]


def test_preview_says_what_commit_will_do_and_writes_nothing():
    areas()
    content = xlsx([a_row(), a_row("立春", "1.1E+17", room="301"), a_row("", "")])
    batch = services.start(by=HAND, area=SPRING, file_name="a.xlsx", content=content, now=NOON)
    steps = []
    seen = services.preview(batch, policy="queue", now=NOON, progress=lambda done, total, step: steps.append(step))
    assert not Person.objects.exists()
    assert not Building.objects.exists()
    assert not Doubt.objects.exists()
    done = services.commit(batch, by=HAND, now=NOON)
    fields = ("rows", "created", "updated", "unchanged", "queued", "rejected", "households", "buildings", "problems")
    assert [getattr(seen, field) for field in fields] == [getattr(done, field) for field in fields]
    assert set(steps) >= {"reading", "matching"}
    assert ImportBatch.objects.get().state == "committed"
    with pytest.raises(WrongState):
        services.commit(batch, by=HAND, now=NOON)


def test_the_outcome_has_exactly_the_fields_of_the_command_line():
    outcome = bring(xlsx([a_row("立春", "1.1E+17")])).as_json()
    assert list(outcome) == [
        "rows",
        "created",
        "updated",
        "unchanged",
        "queued",
        "rejected",
        "households",
        "buildings",
        "seconds",
        "report",
        "problems",
    ]
    assert list(outcome["problems"][0]) == ["row", "column", "code", "value", "advice"]
    assert outcome["problems"][0]["column"] == "身份证号"


def test_no_whole_number_stands_in_any_problem():
    wrong = number()[:-1] + ("1" if number()[-1] == "0" else "0")
    outcome = bring(xlsx([a_row(document=wrong), a_row("李夏", phone="1200000000x")]))
    assert wrong not in str(outcome.as_json())
    assert "1200000000" not in str(outcome.as_json())


def test_a_corrected_mapping_is_remembered_for_the_same_headers():
    areas()
    content = comma([("王春兰", number(), "3", "502")], header=("姓名", "暗号", "楼栋", "室号"))
    batch = services.start(by=HAND, area=SPRING, file_name="a.csv", content=content, now=NOON)
    assert batch.mapping["unknown"] == ["暗号"]
    assert number() not in str(batch.mapping)
    services.set_mapping(batch, by=HAND, corrections={"1": "document"}, now=NOON)
    again = services.start(by=HAND, area=SPRING, file_name="b.csv", content=content, now=NOON)
    assert again.mapping["columns"][1]["field"] == "document"
    assert ColumnMapping.objects.count() == 1
    assert services.commit(again, by=HAND, now=NOON).created == 1
    assert Person.objects.get().document_kind == "resident_id"


def test_a_failure_leaves_nothing_half_written(monkeypatch):
    areas()

    def full(_content):
        raise files.DiskFull(where="here", why="No space left")

    batch = services.start(by=HAND, area=SPRING, file_name="a.xlsx", content=xlsx([a_row()]), now=NOON)
    monkeypatch.setattr(files, "keep", full)
    with pytest.raises(files.DiskFull):
        services.commit(batch, by=HAND, now=NOON)
    assert not Person.objects.exists()
    assert not Building.objects.exists()
    assert ImportBatch.objects.get().state == "failed"
    assert ImportBatch.objects.get().failure == "system.disk_full"


def test_who_may_not_import_here_is_refused():
    areas()
    viewer = actor_of(an_account("gan", role="viewer"), NOON)
    other = actor_of(an_account("xia", role="secretary", area=SUMMER), NOON)
    for actor, refusal in ((viewer, NotAllowed), (other, NotFound)):
        with pytest.raises(refusal):
            services.start(by=actor, area=SPRING, file_name="a.xlsx", content=xlsx([a_row()]), now=NOON)
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(("area", "refusal"), [(999999000000, AreaTooWide), (999999001777, UnknownArea)])
def test_a_roster_belongs_to_a_committee_or_a_subdistrict_that_exists(area, refusal):
    with pytest.raises(refusal):
        bring(xlsx([a_row()]), area=area)


def test_a_header_with_nothing_below_is_refused():
    with pytest.raises(NoRows):
        bring(xlsx([]))


def test_a_commit_leaves_one_line_in_the_log_without_names():
    bring(xlsx([a_row()]))
    entry = AuditEntry.objects.get(act="import.commit")
    assert entry.detail["created"] == 1
    assert "王" not in str(entry.detail)
