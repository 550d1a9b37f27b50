"""A roster with defects goes in through a real browser: file, columns, preview, commit, and back again."""

import pytest

from tests.e2e.signing import sign_in
from tests.roster.sheets import number, xlsx
from tests.world import SPRING, an_account, areas
from wanjia.roster import jobs
from wanjia.roster.models import ImportBatch, Person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
ROWS = [
    ("王春兰", number(), "19900002218", "春和新苑", "3号楼", "502"),
    ("林立夏", "9.99901E+17", "", "春和新苑", "3号楼", "503"),
    ("", number(serial=4), "", "春和新苑", "3号楼", "504"),
]


@pytest.fixture
def secretary(built, settings, tmp_path, monkeypatch):
    settings.FILES_DIR = tmp_path
    monkeypatch.setattr(
        jobs, "_defer", lambda task, batch, **more: task.func(batch=str(batch.pk), language="zh-hans", **more)
    )
    areas()
    account = an_account("lin", "secretary", SPRING)
    account.set_password("nine-windows-lit")
    account.save()


def test_from_the_file_to_the_register_and_back(secretary, chromium, live_server):
    with sign_in(chromium, live_server, "lin") as page:
        page.goto("/import/")
        book = {"name": "春和名册.xlsx", "mimeType": "application/octet-stream", "buffer": xlsx(ROWS)}
        page.set_input_files("input[type=file]", files=[book])
        page.locator("main .main-act").click()
        page.wait_for_selector(".mapping")
        assert "19900002218" not in page.content()
        page.locator(".stick .main-act").click()
        page.wait_for_selector(".problems")
        assert Person.objects.count() == 0
        page.locator(".stick .main-act").click()
        page.wait_for_selector("#undo-form")
        assert list(Person.objects.values_list("name", flat=True)) == ["王春兰"]
        page.goto("/import/doubts/")
        page.fill("input[name=document]", number(serial=8))
        page.locator("button[value=new]").click()
        page.wait_for_selector("p.empty")
        assert Person.objects.count() == 2
        page.goto(f"/import/{ImportBatch.objects.get().pk}/")
        page.click("#undo-form button")
        page.locator("dialog[open] .danger").click()
        page.wait_for_selector(".note")
        assert not Person.objects.filter(name="王春兰").exists()


def test_a_wrong_file_is_one_clear_line(secretary, chromium, live_server):
    with sign_in(chromium, live_server, "lin", complains=True) as page:
        page.goto("/import/")
        page.set_input_files(
            "input[type=file]", files=[{"name": "名册.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}]
        )
        page.locator("main .main-act").click()
        assert "名册.pdf" in page.inner_text(".field .error")
