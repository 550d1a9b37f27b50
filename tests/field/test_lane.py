"""The lane itself: the same facts as through the slow door, and a bad record that stands alone."""

import random
from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models import Case, IntegerField, Value, When
from django.db.models.functions import Cast

from tests.field.lane_faults import UNKNOWN
from tests.field.phones import Slow, a_key, a_proof, a_tube, an_attempt, balanced, outcomes
from tests.world import HAND, NOON, SUMMER, a_building, a_round
from wanjia.coverage import rulings
from wanjia.coverage.intake import said_of
from wanjia.coverage.models import Aside, Attempt, CommitteeTotal, Proof, Sheet, Tube
from wanjia.coverage.rulings import Ruling
from wanjia.platform.models import AuditEntry
from wanjia.platform.vault import unseal
from wanjia.roster.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
NUL = {"code": "SH\0001"}  # what PostgreSQL can't write as text


# the same through both doors


class Story:
    """Batches as several devices might send them, drawn by a seed; the same in every round but for the ids."""

    def __init__(self, seed, round_, ids):
        self.draw, self.round, self.ids, self.made = random.Random(seed), round_, ids, []

    def batches(self):
        return [[self.a_record() for _ in range(self.draw.randint(1, 6))] for _ in range(self.draw.randint(6, 9))]

    def a_record(self):
        make = self.draw.choice(
            [self.tube] * 4 + [self.proof] * 3 + [self.again] * 2
            + [self.attempt, self.another_body, self.malformed, self.unwritable, self.of_no_round]
        )  # fmt: skip
        return make()

    def keep(self, record):
        record["id"] = str(UUID(int=(self.round.pk << 64) + len(self.made)))  # sorted alike in every round
        self.made.append(record)
        return record

    def somebody(self):
        return self.draw.choice([*self.ids, *self.ids, UNKNOWN])

    def tube(self):
        people = [self.somebody() for _ in range(self.draw.randint(1, 11))]
        if self.draw.random() < 0.3:
            people.append({"said": "田谷雨，探亲", "seen_at": (NOON - timedelta(minutes=9)).isoformat()})
        return self.keep(a_tube(self.round, people, code=f"SH{len(self.made)}"))

    def proof(self):
        who = self.draw.choice([self.somebody(), None])
        return self.keep(a_proof(self.round, who, detail={"by": "护士", "n": self.draw.randint(0, 9)}, said="外卖员"))

    def attempt(self):
        return self.keep(an_attempt(self.round, self.somebody(), self.draw.choice(["refused", "later"]), note="三楼"))

    def again(self):
        return self.draw.choice(self.made) if self.made else self.proof()

    def another_body(self):
        return self.again() | {"seen_at": (NOON - timedelta(minutes=self.draw.randint(1, 3))).isoformat()}

    def malformed(self):
        return self.keep(a_proof(self.round, "nobody"))

    def unwritable(self):
        return self.keep(a_tube(self.round, self.ids[:2], **NUL))

    def of_no_round(self):
        return self.keep(a_proof(self.round, self.ids[0]) | {"round": 424242})


def told(answer, round_):
    """Receipts without what differs by nature: the round in an id, the driver's word for what can't be written."""
    status, body = answer
    assert status == 200, body
    return [
        receipt | {"id": UUID(receipt["id"]).int - (round_.pk << 64)} | ({"why": "…"} if "why" in receipt else {})
        for receipt in body["receipts"]
    ]


_POSITION = Case(When(kind="conflict", then=Value(0)), default=Cast("position", IntegerField()))


def stored(round_):
    """Everything that the round holds, but for its number and a conflict's position, which is drawn from it."""
    sealed = {aside.pk: said_of(unseal(aside.detail_sealed, field="aside")) for aside in Aside.objects.all()}
    tables = {
        "proofs": Proof.objects.values_list(
            "subject_id", "building_key", "event_id", "tube_part", "seen_at", "received_at", "device", "recorded_by",
            "flags", "detail",
        ),
        "tubes": Tube.objects.values_list(
            "event_id", "part", "code", "place", "members", "capacity", "seen_at", "device", "recorded_by", "flags"
        ),
        "asides": Aside.objects.values_list(
            "event_id", "part", "kind", _POSITION, "subject_id", "building_key", "seen_at", "flags", "resolution"
        ),
        "attempts": Attempt.objects.values_list("event_id", "part", "subject_id", "outcome", "seen_at", "note"),
        "sheets": Sheet.objects.values_list("part", "building_key", "n_owed", "n_done", "n_excused", "n_released"),
        "totals": CommitteeTotal.objects.values_list("committee", "n_owed", "n_done", "n_excused", "n_released"),
    }  # fmt: skip
    found = {name: sorted(map(repr, map(_plain(round_), t.filter(round_id=round_.pk)))) for name, t in tables.items()}
    found["said"] = sorted(
        repr((pk[1].int - (round_.pk << 64), pk[2], said))
        for pk, said in sealed.items()
        if pk[1].int >> 64 == round_.pk
    )
    lines = AuditEntry.objects.filter(subject=f"round:{round_.pk}", act="round.record").order_by("area", "number")
    return found | {"lines": list(lines.values_list("area", "who", "detail"))}


def _plain(round_):
    return lambda row: tuple(v.int - (round_.pk << 64) if isinstance(v, UUID) else v for v in row)


@pytest.mark.parametrize("seed", range(4))
def test_both_doors_give_the_same_receipts_and_write_the_same_tables(lane, client, ids, seed):
    Person.objects.filter(pk=ids[0]).update(merged_into=ids[1])
    a_building(SUMMER, floors=2)
    rounds = a_round(), a_round()
    for round_ in rounds:
        rulings.excuse(by=HAND, ruling=Ruling(round_, ids[2:6], "bedridden"), now=NOON)
        rulings.explain(by=HAND, ruling=Ruling(round_, ids[6:9], "refused"), now=NOON)
    keys = a_key(), a_key(label="08 号")
    through = [
        [told(door.send(keys[n % 2], *batch), round_) for n, batch in enumerate(Story(seed, round_, ids).batches())]
        for door, round_ in zip((Slow(client), lane), rounds, strict=True)
    ]
    assert through[0] == through[1]
    assert stored(rounds[0]) == stored(rounds[1])
    for round_ in rounds:
        balanced(round_)


def test_trap_05_two_entries_of_one_tube_that_were_merged_since_are_one_target_and_one_extra(lane, client, ids):
    """Found by the stories above: the second one was nobody's, and the tube held one person more than was told."""
    Person.objects.filter(pk=ids[0]).update(merged_into=ids[1])
    for door in (lane, Slow(client)):
        round_ = a_round()
        receipt = door.send(a_key(), a_tube(round_, [ids[0], ids[1], ids[2]]))[1]["receipts"][0]
        assert [(odd["position"], odd["outcome"], odd["flags"]) for odd in receipt["people"]] == [
            (1, "done", ["merged"]), (2, "extra", ["duplicate_person"]),
        ]  # fmt: skip
        assert Proof.objects.filter(round_id=round_.pk).count() == 2
        balanced(round_)


# one bad record among good ones


@pytest.mark.parametrize("n", [1, 7])
def test_a_record_that_the_database_can_t_write_stands_alone(lane, ids, n):
    round_, keys = a_round(), [a_key() for _ in range(3)]
    good = [a_proof(round_, subject) for subject in ids[:n]]
    bad, behind = a_tube(round_, ids[:2], **NUL), a_proof(round_, ids[-1])
    attempt = an_attempt(round_, ids[-2], note="a\0b")
    answers = lane.send_together(
        (keys[0], *good, bad, behind), (keys[1], a_tube(round_, ids[10:13])), (keys[2], attempt)
    )
    assert outcomes(answers[0]) == ["done"] * n + ["malformed", "done"]
    assert answers[0][1]["receipts"][n]["id"] == bad["id"]
    assert [outcomes(answer) for answer in answers[1:]] == [["done"], ["malformed"]]
    assert Proof.objects.count() == n + 1 + 3
    balanced(round_)


def test_half_an_emoji_from_a_phone_s_text_field_costs_nobody_their_record(lane, client, ids):
    """A browser cuts 😀 in two at the limit of a field and sends the half as \\ud83d, which is no JSON."""
    round_, key = a_round(), a_key()
    for door in (lane, Slow(client)):
        answer = door.send(key, a_proof(round_, None, said="田谷雨\ud83d"), a_tube(round_, [{"said": "\ude00😀"}]))
        assert outcomes(answer) == ["stranger", "done"]
    said = [said_of(unseal(aside.detail_sealed, field="aside")) for aside in Aside.objects.order_by("event_id")]
    assert sorted(said) == sorted(["田谷雨\ufffd", "\ufffd😀"] * 2)
    balanced(round_)


def test_a_body_that_is_nested_without_end_is_told_so(lane):
    body = b'{"records":[{"kind":"proof","detail":{"a":' + b"[" * 9999 + b"]" * 9999 + b"}}]}"
    status, problem = lane.run(lane.post(a_key(), body))
    assert (status, problem["code"]) == (400, "field.unreadable")
