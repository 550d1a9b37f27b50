"""Files and bundles as laboratories send them: read, or named row by row."""

import io
import json
from datetime import datetime, timedelta
from uuid import uuid4

import openpyxl
import pytest

from tests.labs.ground import LATER, a_day, a_lab, a_tube, report
from tests.world import HAND, NOON
from wanjia.kernel import clock
from wanjia.labs import intake
from wanjia.labs.models import Result
from wanjia.labs.refusals import EmptyReport, NoReportColumns, NotFhir
from wanjia.labs.reports import fhir, out, reading


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def read(content, file="结果.xlsx", remembered=None):
    return reading.read(reading.open_report(content, file, remembered or {}), NOON)


class TestFiles:
    def test_titles_above_the_header_and_columns_in_any_order(self):
        found = read(workbook([
            ["华演实验室 核酸检测结果 3月31日"], [],
            ["序号", "孔位", "检测结果", "样本编号", "检测时间", "批次号"],
            [1, "A1", "阴性", "T-70311", datetime.fromisoformat("2022-03-31T14:22"), "R-0331-1"],
            [2, "A2", "阳性（+）".replace("阳性", ""), "T-70312", "2022年3月31日 14:25", "R-0331-1"],
        ]))  # fmt: skip
        assert [(line.row, line.code, line.value, line.run, line.well) for line in found.lines] == [
            (4, "T-70311", "negative", "R-0331-1", "A1"), (5, "T-70312", "positive", "R-0331-1", "A2"),
        ]  # fmt: skip
        assert [clock.local(line.tested_at).strftime("%d %H:%M") for line in found.lines] == ["31 14:22", "31 14:25"]

    def test_a_gbk_file_with_commas(self):
        found = read("管号,结果\r\nT-1,阴性\r\nT-2,混管异常\r\n".encode("gbk"), "结果.csv")
        assert [line.value for line in found.lines] == ["negative", "doubtful"]

    def test_what_can_not_be_read_is_named_by_row_and_the_rest_is_taken(self):
        found = read(workbook([
            ["管号", "结果", "检测时间"],
            ["T-1", "阴性", ""], ["", "阳性", ""], ["T-3", "", ""], ["T-4", "待会儿", ""], ["T-5", "阴性", "昨天"],
            [None, None, None],
        ]))  # fmt: skip
        assert [line.code for line in found.lines] == ["T-1"]
        assert [(odd.row, odd.field, odd.code) for odd in found.problems] == [
            (3, "code", "no_code"), (4, "value", "no_value"), (5, "value", "unknown_word"),
            (6, "tested_at", "unknown_time"),
        ]  # fmt: skip

    def test_a_number_that_excel_made_of_a_code_stays_whole(self):
        found = read(workbook([["条码", "结果"], [20220331001.0, "阴性"]]))
        assert found.lines[0].code == "20220331001"

    def test_a_layout_that_nobody_knows_says_what_is_missing(self):
        with pytest.raises(NoReportColumns) as why:
            read(workbook([["甲", "乙"], ["T-1", "阴性"]]))
        assert why.value.facts["missing"] == "code, value"

    def test_what_somebody_said_of_the_columns_is_remembered_by_the_header(self):
        content = workbook([["甲", "乙"], ["T-1", "阴性"]])
        header = reading.open_report(content, "x.xlsx", {}).header
        found = read(content, remembered={header.signature: {"code": 0, "value": 1}})
        assert [line.code for line in found.lines] == ["T-1"]

    def test_a_header_alone_is_no_report(self):
        with pytest.raises(EmptyReport):
            read(workbook([["管号", "结果"]]))


@pytest.mark.django_db
class TestFhir:
    def test_what_goes_out_comes_in_again_as_the_same(self):
        lab = a_lab()
        round_, _tubes, people = a_day()
        a_tube(round_, "S-1", people[:1])
        report(lab, {"T-1": "positive", "T-2": "negative", "S-1": "doubtful", "T-3": "invalid"})
        told = out.results(lab, LATER)
        found = fhir.read(out.as_fhir(told, LATER).encode(), LATER)
        assert {(line.code, line.value) for line in found.lines} == {
            ("T-1", "positive"), ("T-2", "negative"), ("S-1", "doubtful"), ("T-3", "invalid"),
        }  # fmt: skip
        assert not found.problems

    def test_a_pool_is_said_to_be_one_and_nobody_in_it_is_named(self):
        lab = a_lab()
        _round, tubes, people = a_day()
        report(lab, {"T-1": "positive"})
        text = out.as_fhir(out.results(lab, LATER), LATER)
        specimen = json.loads(text)["entry"][0]["resource"]
        assert (specimen["resourceType"], specimen["combined"]) == ("Specimen", "pooled")
        assert not any(str(person) in text for person in people)
        assert str(tubes[0].event_id) in text

    def test_a_corrected_result_is_a_corrected_observation_with_its_reason(self):
        lab = a_lab()
        a_day()
        report(lab, {"T-1": "negative"})
        report(lab, [("T-1", "positive", "", "", "录错")], at=LATER + timedelta(minutes=1))
        [seen] = [
            entry["resource"] for entry in json.loads(out.as_fhir(out.results(lab, LATER), LATER))["entry"]
            if entry["resource"]["resourceType"] == "Observation"
        ]  # fmt: skip
        assert (seen["status"], seen["note"][0]["text"]) == ("corrected", "录错")

    @pytest.mark.parametrize("body", [b"", b"{}", b'{"resourceType": "Patient"}', b'{"resourceType": "Bundle"}', b"[1"])
    def test_what_is_no_bundle_is_refused_with_the_place(self, body):
        with pytest.raises(NotFhir):
            fhir.read(body, NOON)

    def test_an_observation_without_a_specimen_is_named_by_its_entry(self):
        body = {"resourceType": "Bundle", "type": "collection", "entry": [
            {"resource": {"resourceType": "Observation", "status": "final", "valueString": "negative",
                          "code": {"coding": [{"code": "94309-2"}]}}}]}  # fmt: skip
        [odd] = fhir.read(json.dumps(body).encode(), NOON).problems
        assert (odd.row, odd.field, odd.code) == (1, "specimen", "no_code")

    def test_a_reference_by_full_url_by_id_and_by_code_are_all_found(self):
        number = str(uuid4())
        for said in (
            {"reference": f"urn:uuid:{number}"},
            {"reference": "Specimen/s1"},
            {"identifier": {"value": "T-1"}},
        ):
            body = {"resourceType": "Bundle", "type": "collection", "entry": [
                {"resource": {"resourceType": "Observation", "status": "final", "specimen": said,
                              "valueCodeableConcept": {"coding": [{"code": "260415000"}]},
                              "code": {"coding": [{"code": "94558-4"}]}}},
                {"fullUrl": f"urn:uuid:{number}",
                 "resource": {"resourceType": "Specimen", "id": "s1", "identifier": [{"value": "T-1"}]}}]}  # fmt: skip
            assert [line.code for line in fhir.read(json.dumps(body).encode(), NOON).lines] == ["T-1"]

    def test_a_bundle_is_recorded_like_any_report(self):
        lab = a_lab()
        a_day()
        report(lab, {"T-1": "negative"})
        content = out.as_fhir(out.results(lab, LATER), LATER).encode()
        found = fhir.read(content, LATER)
        made = intake.record_report(
            lab=lab, body=intake.Body("fhir", "", content, found.lines, found.problems), by=HAND, now=LATER
        )
        assert (made.counts["same"], Result.objects.count()) == (1, 1)
