"""Laboratories' own programs, and docs/labs.md, from which they are built."""

import json
import re
from pathlib import Path

import pytest
from django.urls import reverse

from tests.labs.ground import LATER, a_day, a_lab
from tests.world import TOWN, an_account
from wanjia.kernel import clock
from wanjia.labs.models import LooseResult, Recheck, Report, Result, Run
from wanjia.platform import tokens

pytestmark = pytest.mark.django_db
DOCUMENT = (Path(__file__).parents[2] / "docs" / "labs.md").read_text()


def example(name):
    return json.loads(re.search(rf"<!-- example: {name} -->\n```json\n(.*?)```", DOCUMENT, re.S)[1])


@pytest.fixture
def lab(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    made = a_lab()
    a_day()
    return made


@pytest.fixture
def post(client, lab):
    key = tokens.issue(an_account("fan", "lab", TOWN), label="lims", now=LATER)
    headers = {"Authorization": f"Bearer {key}"}

    def posted(view, body):
        address = reverse(f"api:{view}", args=[lab.id])
        return client.post(address, json.dumps(body), content_type="application/json", headers=headers)

    posted.get = lambda: client.get(reverse("api:get_bundle_of_lab", args=[lab.id]), headers=headers)
    return posted


def test_the_document_says_what_the_server_answers(post):
    answer = post("post_results", example("results")).json()
    assert {name: answer[name] for name in ("lines", "counts", "problems")} == example("answer")
    assert Run.objects.get().tests == 2
    assert Recheck.objects.count() == 4
    assert LooseResult.objects.get().code == "X-9"


def test_sent_again_it_is_the_same_report(post):
    first, again = (post("post_results", example("results")).json() for _ in range(2))
    assert first == again
    assert Report.objects.count() == 1


def test_the_bundle_of_the_document_is_taken_and_given_back(post):
    answer = post("post_bundle", example("fhir")).json()
    assert answer["counts"]["new"] == 1
    assert Result.objects.get().value == "negative"
    assert {entry["resource"]["resourceType"] for entry in post.get().json()["entry"]} == {
        "Specimen", "Observation", "DiagnosticReport",
    }  # fmt: skip


def test_what_is_no_bundle_is_a_problem_with_its_place(post):
    answer = post("post_bundle", {"resourceType": "Patient"})
    assert answer.status_code == 422
    assert answer.json()["code"] == "labs.not_fhir"


def test_a_body_without_lines_names_the_field(post):
    answer = post("post_results", {"line": []})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body.sent.lines")


def test_another_laboratorys_key_opens_nothing(client, lab):
    key = tokens.issue(an_account("other", "lab", 888888001001), label="x", now=LATER)
    answer = client.get(reverse("api:get_bundle_of_lab", args=[lab.id]), headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 404
