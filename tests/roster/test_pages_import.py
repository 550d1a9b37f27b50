"""The import wizard: file, columns, preview, commit, report, undo; rows to decide; export."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.roster.sheets import bring_batch, number, xlsx
from tests.web.signed import client_of, text
from tests.world import NOON, SPRING, SUMMER, a_building, areas
from wanjia.kernel import clock
from wanjia.platform.models import AuditEntry
from wanjia.roster import jobs
from wanjia.roster.importing.staging import no_progress
from wanjia.roster.models import ColumnMapping, Doubt, ImportBatch, Person

pytestmark = pytest.mark.django_db
GOOD = ("王春兰", number(), "19900002218", "春和新苑", "3号楼", "502")
LOST = ("林立夏", "9.99901E+17", "", "春和新苑", "3号楼", "503")
NAMELESS = ("", number(serial=4), "", "春和新苑", "3号楼", "504")


@pytest.fixture(autouse=True)
def _world(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    settings.FILES_DIR = tmp_path
    areas()


@pytest.fixture
def inline(monkeypatch):
    """The worker's jobs run at once, in the test's own transaction."""
    monkeypatch.setattr(jobs, "watched", lambda batch: no_progress)
    monkeypatch.setattr(
        jobs, "_defer", lambda task, batch, **more: task.func(batch=str(batch.pk), language="en", **more)
    )


def upload(client, content, name="名册.xlsx", area=SPRING):
    return client.post(reverse("roster:upload"), {"file": SimpleUploadedFile(name, content), "area": area})


def previewed(client, rows=(GOOD, LOST, NAMELESS), **columns):
    upload(client, xlsx(rows))
    batch = ImportBatch.objects.latest("id")
    client.post(reverse("roster:columns", args=[batch.pk]), {"policy": "queue"} | columns)
    batch.refresh_from_db()
    return batch


def see(client, batch, **query):
    return client.get(reverse("roster:batch", args=[batch.pk]), query)


class TestTheWizard:
    def test_a_file_becomes_columns_with_masked_samples(self):
        client = client_of(english=True)
        answer = upload(client, xlsx([GOOD]))
        batch = ImportBatch.objects.get()
        assert answer["Location"] == reverse("roster:batch", args=[batch.pk])
        said = text(see(client, batch))
        assert "王*兰" in said
        assert number() not in said
        assert "19900002218" not in said

    def test_a_file_that_is_none_is_told_in_one_line_and_nothing_is_kept(self):
        answer = upload(client_of(english=True), b"%PDF-1.7", name="名册.pdf")
        assert answer.status_code == 422
        assert "名册.pdf is not a workbook" in text(answer)
        assert not ImportBatch.objects.exists()

    def test_a_file_too_large_is_refused_before_it_is_read(self, settings):
        settings.MAX_WORKBOOK_BYTES = 1000
        answer = upload(client_of(english=True), xlsx([GOOD]))
        assert "is larger than" in text(answer)

    def test_the_preview_accounts_for_every_row_and_writes_nobody(self, inline):
        client = client_of(english=True)
        batch = previewed(client)
        said = text(see(client, batch))
        assert batch.state == "previewed"
        assert "Commit 1 rows" in said
        assert Person.objects.count() == 0
        assert "the spreadsheet lost the last digits" in said

    def test_chips_filter_by_what_is_the_matter(self, inline):
        client = client_of(english=True)
        batch = previewed(client)
        assert text(see(client, batch, code="no_name")).count('<tr data-row><td class="num mute line">') == 1

    def test_a_corrected_column_is_remembered(self, inline):
        client = client_of()
        batch = previewed(client, **{"column-2": ""})
        assert batch.mapping["corrections"] == {"2": ""}
        assert ColumnMapping.objects.get().mapping == {"2": ""}

    def test_commit_report_and_undo(self, inline):
        client = client_of(english=True)
        batch = previewed(client)
        client.post(reverse("roster:commit", args=[batch.pk]))
        batch.refresh_from_db()
        assert batch.state == "committed"
        assert Person.objects.get().name == "王春兰"
        assert "Undo this import" in text(see(client, batch))
        report = client.get(reverse("roster:report", args=[batch.pk]))
        assert load_workbook(io.BytesIO(report.content)).sheetnames
        undo = reverse("web:undo_import", args=[batch.pk])
        assert "sure" in text(client.post(undo))
        client.post(undo, {"sure": "yes"})
        assert Person.objects.count() == 0
        acts = set(AuditEntry.objects.values_list("act", flat=True))
        assert {"import.commit", "import.report", "import.undo"} <= acts

    def test_trap_1_the_same_file_again_changes_nothing(self, inline):
        client = client_of()
        for _time in range(2):
            batch = previewed(client, rows=(GOOD,))
            client.post(reverse("roster:commit", args=[batch.pk]))
        batch.refresh_from_db()
        assert (batch.outcome["created"], batch.outcome["updated"], batch.outcome["unchanged"]) == (0, 0, 1)

    def test_a_failed_import_says_why_and_offers_another_file(self, inline):
        client = client_of(english=True)
        upload(client, xlsx([GOOD]))
        ImportBatch.objects.update(state="failed", failure="roster.no_rows")
        said = text(see(client, ImportBatch.objects.get()))
        assert "no rows below the header" in said
        assert "roster.no_rows" in said

    def test_another_committees_import_is_not_found(self):
        upload(client_of("secretary", SPRING), xlsx([GOOD]))
        assert see(client_of("secretary", SUMMER), ImportBatch.objects.get()).status_code == 404

    def test_a_subdistrict_chooses_whose_list_it_is(self):
        said = text(client_of("town", 999999001000).get(reverse("roster:upload")))
        assert f'value="{SPRING}"' in said
        assert f'value="{SUMMER}"' in said


class TestTheQueue:
    def test_without_a_worker_the_page_says_so(self):
        client = client_of(english=True)
        batch = previewed(client)
        assert jobs.under_way(batch) == {"todo"}
        assert "The worker is not running" in text(see(client, batch))

    def test_asking_twice_queues_once(self):
        batch = previewed(client_of())
        jobs.ask_preview(batch, policy="queue")
        assert jobs.under_way(batch) == {"todo"}

    def test_the_bar_alone_is_swapped_and_the_page_reloads_when_it_is_over(self, inline):
        client = client_of(english=True)
        batch = previewed(client)
        headers = {"HX-Request": "true", "HX-Target": "progress"}
        url = reverse("roster:batch", args=[batch.pk])
        assert client.get(url, headers=headers)["HX-Refresh"] == "true"
        ImportBatch.objects.update(state="previewing", step="reading", done=500, total=2000)
        said = text(client.get(url, headers=headers))
        assert said.lstrip().startswith('<div class="progress"')
        assert "Put it into the queue again" in said


class TestRowsToDecide:
    def test_one_at_a_time_with_numbers_masked(self):
        bring_batch(xlsx([LOST, GOOD]))
        client = client_of(english=True)
        said = text(client.get(reverse("roster:doubts")))
        assert "林立夏" in said
        assert "the spreadsheet lost the last digits" in said
        assert AuditEntry.objects.filter(act="import.read_doubt").exists()

    def test_a_typed_number_enters_the_row(self):
        bring_batch(xlsx([LOST]))
        doubt = Doubt.objects.get()
        typed = {"choice": "new", "document": number(serial=8), "area": str(SPRING)}
        answer = client_of().post(reverse("roster:decide", args=[doubt.part, doubt.id]), typed)
        assert answer.status_code == 302
        assert Person.objects.get().document_mask.endswith(number(serial=8)[-4:])

    def test_a_row_left_out_is_never_asked_again(self):
        bring_batch(xlsx([LOST]))
        doubt = Doubt.objects.get()
        client = client_of(english=True)
        client.post(reverse("roster:decide", args=[doubt.part, doubt.id]), {"choice": "drop"})
        assert Person.objects.count() == 0
        assert "Every row is decided." in text(client.get(reverse("roster:doubts")))

    def test_what_can_not_be_entered_comes_back_with_the_reason(self):
        bring_batch(xlsx([("林立夏", number(), "", "春和新苑", "", "某处")]))
        doubt = Doubt.objects.get()
        answer = client_of(english=True).post(
            reverse("roster:decide", args=[doubt.part, doubt.id]), {"choice": "new", "building": "", "room": ""}
        )
        assert answer.status_code == 422
        assert "can&#x27;t be entered yet" in text(answer)

    def test_an_answer_that_there_is_not_is_not_found(self):
        bring_batch(xlsx([LOST]))
        doubt = Doubt.objects.get()
        url = reverse("roster:decide", args=[doubt.part, doubt.id])
        assert client_of().post(url, {"choice": "perhaps"}).status_code == 404


class TestExport:
    def test_trap_19_somebody_elses_layout_is_filled_and_logged_with_the_reason(self):
        a_building(floors=1, doors=1, people=1)
        layout = SimpleUploadedFile("街道表.xlsx", xlsx([], header=("序号", "姓名", "室号")))
        answer = client_of().post(reverse("roster:export"), {"layout": layout, "reason": "authority", "note": "街道要"})
        rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
        assert rows[0][:3] == ("序号", "姓名", "室号")
        assert rows[1][1].startswith("王春兰")
        assert AuditEntry.objects.get(act="roster.export").reason == "authority: 街道要"

    def test_without_words_for_another_reason_nothing_leaves(self):
        answer = client_of().post(reverse("roster:export"), {"reason": "other"})
        assert answer.status_code == 422
        assert not AuditEntry.objects.filter(act="roster.export").exists()

    def test_our_own_columns_without_a_layout(self):
        a_building(floors=1, doors=1, people=1)
        answer = client_of().post(reverse("roster:export"), {"reason": "round"})
        assert "姓名" in next(load_workbook(io.BytesIO(answer.content)).active.values)

    def test_a_layout_without_names_is_told_under_the_field(self):
        layout = SimpleUploadedFile("x.xlsx", xlsx([], header=("甲", "乙")))
        answer = client_of(english=True).post(reverse("roster:export"), {"layout": layout, "reason": "round"})
        assert answer.status_code == 422
        assert "no name column" in text(answer)
