"""Decisions about targets: a reason from a list, a name, a line in the log; all of them or none."""

import pytest

from tests.coverage.test_conservation import prove
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, a_round, an_account
from wanjia.coverage import queries, rulings
from wanjia.coverage.models import Decision, Explanation
from wanjia.coverage.refusals import AlreadySettled, NotInRegister, NotOwed, WrongReason
from wanjia.coverage.rules import REASONS
from wanjia.coverage.rulings import Ruling
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.platform.access import actor_of
from wanjia.platform.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(db):
    _key, ids = a_building()
    opened = a_round()
    opened.ids = ids
    return opened


@pytest.mark.parametrize("kind", ["excuse", "release", "explain", "reopen", "add"])
def test_trap_15_nothing_is_decided_without_a_reason_from_the_list(round_, kind):
    for reason in ("", "because", "red"):
        with pytest.raises(WrongReason):
            getattr(rulings, kind)(by=HAND, ruling=Ruling(round_, round_.ids[:1], reason), now=NOON)
    assert Decision.objects.count() == 0
    assert AuditEntry.objects.filter(act__startswith="target.").count() == 0


@pytest.mark.parametrize(("kind", "reason"), [(k, r) for k in ("excuse", "release", "explain") for r in REASONS[k]])
def test_trap_15_every_decision_says_who_why_and_when_in_the_log(round_, kind, reason):
    lin = actor_of(an_account(), NOON)
    getattr(rulings, kind)(by=lin, ruling=Ruling(round_, round_.ids[:1], reason, "要书记来谈"), now=NOON)
    line = AuditEntry.objects.get(act=f"target.{kind}")
    assert (line.who, line.reason, line.at, line.area) == ("林谷雨", reason, NOON, SPRING)
    decision = Decision.objects.get()
    assert (decision.decided_by, decision.reason, decision.note) == ("林谷雨", reason, "要书记来谈")


def test_all_subjects_are_decided_or_none(round_):
    prove(round_, round_.ids[1], 1)
    with pytest.raises(AlreadySettled):
        rulings.excuse(by=HAND, ruling=Ruling(round_, round_.ids[:3], "bedridden"), now=NOON)
    assert queries.tally(round_, TOWN).excused == 0


def test_somebody_who_is_not_owed_is_named(round_):
    elsewhere = a_building(SUMMER)[1][0]
    with pytest.raises(NotOwed) as why:
        rulings.excuse(by=HAND, ruling=Ruling(round_, [elsewhere], "bedridden"), now=NOON)
    assert why.value.facts["subjects"] == [str(elsewhere)]


def test_adding_somebody_who_is_owed_changes_nothing_and_nobody_unknown_is_added(round_):
    assert rulings.add(by=HAND, ruling=Ruling(round_, round_.ids[:1], "arrived"), now=NOON) == []
    with pytest.raises(NotInRegister):
        rulings.add(by=HAND, ruling=Ruling(round_, [SPRING * 10**6 + 999], "arrived"), now=NOON)
    assert queries.tally(round_, TOWN).owed == len(round_.ids)


def test_a_newcomer_stands_where_their_door_is_in_the_walk(round_):
    from tests.world import a_person
    from wanjia.roster.models import Household

    top = Household.objects.order_by("walk").first()
    late = a_person(top, 7777)
    rulings.add(by=HAND, ruling=Ruling(round_, [late.pk], "arrived"), now=NOON)
    order = [target.subject_id for target in queries.gap(round_, TOWN)]
    assert order.index(late.pk) == 2  # after the two who live behind the same door


def test_a_proof_ends_an_explanation(round_):
    rulings.explain(by=HAND, ruling=Ruling(round_, round_.ids[:1], "refused"), now=NOON)
    prove(round_, round_.ids[0], 1)
    assert Explanation.objects.count() == 0


@pytest.mark.parametrize(("role", "area", "refusal"), [("grid", SPRING, NotAllowed), ("secretary", SUMMER, NotFound)])
def test_only_the_desk_of_the_area_decides(round_, role, area, refusal):
    by = actor_of(an_account("x", role, area), NOON)
    with pytest.raises(refusal):
        rulings.excuse(by=by, ruling=Ruling(round_, round_.ids[:1], "bedridden"), now=NOON)
