"""The whole path on the demo's roster: imported, a round over the 12 committees, proofs by API, sign-off to the top."""

import json
from datetime import datetime, timedelta

import pytest

from wanjia.care.models import NightDuty
from wanjia.coverage import presets, queries, rulings, signing, strangers
from wanjia.coverage.models import Round
from wanjia.coverage.rulings import Ruling
from wanjia.coverage.services import NewRound, open_round
from wanjia.demo import cast, world
from wanjia.hot.recount import orphans, recount
from wanjia.kernel import clock
from wanjia.kernel.ids import new_event_id
from wanjia.platform import audit, tokens
from wanjia.platform.access import actor_of
from wanjia.platform.models import Account
from wanjia.supplies.models import Good


@pytest.fixture
def town(db):
    presets.load()
    now = clock.now()
    world.build(people=1200, now=now, progress=lambda done, total, step: None)
    jiedao = Account.objects.get(login="jiedao")
    asked = NewRound("nat", "第8轮核酸筛查", cast.TOWN, now, now + timedelta(hours=12))
    return {"round": open_round(by=actor_of(jiedao, now), asked=asked, now=now), "account": jiedao}


def test_a_round_over_the_twelve_committees_is_opened_served_emptied_and_signed(town, client):
    round_, by = town["round"], actor_of(town["account"], clock.now())
    assert len(queries.branches(round_, cast.TOWN)) == 12
    send_everyone(town, client)
    assert queries.tally(round_, cast.TOWN).open == 1
    missing = queries.gap(round_, cast.TOWN)[0]
    rulings.explain(by=by, ruling=Ruling(round_, [missing.subject_id], "refused", "要书记来谈"), now=clock.now())
    for stranger in queries.strangers(round_, cast.TOWN):
        strangers.dismiss(
            by=by, round_=round_, which=strangers.Which(stranger.part, stranger.event_id), note="路过", now=clock.now()
        )
    climb(round_, by)
    assert Round.objects.get(pk=round_.pk).state == "signed"
    assert recount(round_.pk) == []
    assert orphans(round_.pk) == {}
    assert list(audit.broken()) == []


@pytest.mark.parametrize("hour", [2, 7, 23])
def test_the_demo_loads_at_any_hour_of_the_day(db, monkeypatch, hour):
    """After two at night its own duty of that night was over before it was written, and `make run` ended with it."""
    presets.load()
    now = datetime(2026, 11, 29, hour, 40, tzinfo=clock.LOCAL)
    monkeypatch.setattr(clock, "now", lambda: now)
    world.build(people=600, now=now, progress=lambda done, total, step: None)
    assert NightDuty.objects.count() == 3


def test_a_demo_that_was_broken_off_is_completed_by_the_next_call(db, monkeypatch):
    """`make run` ended by Ctrl-C after the accounts left a town without care, supplies and needs."""

    def build():
        world.build(people=1200, now=clock.now(), progress=lambda done, total, step: None)

    presets.load()
    with monkeypatch.context() as broken:
        broken.setattr(world.supplies, "build", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            build()
    assert not world.exists()
    build()
    assert world.exists()
    assert Good.objects.exists()


def send_everyone(town, client):
    """All but the last, from a phone in batches of 500, the first batch twice, and somebody without a record."""
    round_ = town["round"]
    key = tokens.issue(town["account"], label="07 号", now=clock.now())
    subjects = [*[str(target.subject_id) for target in queries.gap(round_, cast.TOWN)][:-1], None]
    records = [
        {"kind": "proof", "round": round_.pk, "id": str(new_event_id()), "seen_at": clock.now().isoformat(),
         "place": str(cast.TOWN), "subject": subject}
        for subject in subjects
    ]  # fmt: skip
    batches = [records[start : start + 500] for start in range(0, len(records), 500)]
    for batch in [batches[0], *batches]:
        answer = client.post(
            "/api/v1/records", json.dumps({"records": batch}), content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
        )  # fmt: skip
        assert [receipt["id"] for receipt in answer.json()["receipts"]] == [record["id"] for record in batch]


def climb(round_, by):
    for committee in queries.branches(round_, cast.TOWN):
        for building in signing.unsigned(round_, committee.area):
            signing.sign(by=by, round_=round_, area=building, now=clock.now())
        signing.sign(by=by, round_=round_, area=committee.area, now=clock.now())
    signing.sign(by=by, round_=round_, area=cast.TOWN, now=clock.now())
