"""docs/field.md is what somebody builds a device from: its examples are sent, its limits and words are the code's."""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from tests.field.phones import Slow, a_key, balanced, outcomes
from tests.world import SPRING, a_building, a_round
from wanjia.coverage.intake.facts import MOST_IN_TUBE
from wanjia.coverage.rules import OUTCOMES
from wanjia.field import api, reading

pytestmark = pytest.mark.django_db
DOCUMENT = (Path(__file__).parents[2] / "docs" / "field.md").read_text()
CHINESE, ENGLISH = DOCUMENT.split("\n# How a device reports\n")


def example(name):
    return json.loads(re.search(rf"<!-- example: {name} -->\n```json\n(.*?)\n```", DOCUMENT, re.DOTALL)[1])


def test_the_examples_are_answered_as_the_document_says(client, noon):
    a_building(floors=5, doors=2, people=3)
    round_, key = a_round(), a_key(area=SPRING)
    records = [example(name) | {"round": round_.pk} for name in ("tube", "proof", "attempt")]
    said = example("answer")
    noon(datetime.fromisoformat(said["received_at"]))
    answer = Slow(client).send(key, *records, sent_at=example("batch")["sent_at"])
    assert answer[1]["received_at"] == said["received_at"]
    assert answer[1]["receipts"] == said["receipts"]
    assert answer[1].keys() == said.keys()
    again = Slow(client).send(key, *records)
    assert outcomes(again) == ["repeat"] * 3
    assert again[1]["receipts"][0]["people"] == said["receipts"][0]["people"]
    balanced(round_)


@pytest.mark.parametrize("text", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_every_word_and_limit_of_the_protocol_is_explained_in_both_languages(text):
    flags = ["not_on_roster", "duplicate_person", "tube_full", "merged", "late", "clock_skew", "wrong_round"]
    told = re.findall("[a-z]+", api.ReceiptOut.model_fields["outcome"].description)
    results = [word for word in told if word != "or"]
    for word in [*OUTCOMES, *flags, "conflicting_repeat", *results, "Retry-After", "sent_at", "seen_at", "said"]:
        assert f"`{word}`" in text, word
    for limit in (reading.MOST_RECORDS, f"{reading.MOST_BYTES:,}", f"{reading.MOST_PEOPLE:,}", MOST_IN_TUBE):
        assert str(limit) in text


def test_every_flag_that_the_code_can_give_is_in_the_document():
    source = Path(reading.__file__).parents[1] / "coverage"
    code = "".join(path.read_text() for path in (*source.glob("intake/*.py"), source / "rules.py"))
    given = set(re.findall(r'flags(?:\.append\(|\s*\+?=\s*\[(?:\*[^\]]*)?)"(\w+)"', code))
    assert {"late", "clock_skew", "tube_full", "duplicate_person"} <= given
    assert {flag for flag in given if f"| `{flag}` |" not in DOCUMENT} == set()
