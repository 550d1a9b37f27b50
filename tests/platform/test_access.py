"""One function decides every access. Deny by default."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import NOON, SPRING, SUMMER, TOWN, an_account
from wanjia.kernel.area import building_key, compound_code
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.platform import accounts
from wanjia.platform.access import MAY, Act, Actor, Scope, actor_of, may, one_for, reach, require, system
from wanjia.platform.models import Grant, Role

BUILDING = building_key(compound_code(SPRING, 1), 3)


def somebody(role, area):
    return Actor(1, "x", (Scope(role, area, None),))


@given(st.sampled_from(list(Role)), st.sampled_from(list(Act)))
def test_a_role_may_act_inside_its_area_exactly_as_the_table_says_and_nowhere_else(role, act):
    actor = somebody(role, SPRING)
    assert may(actor, act, BUILDING) == (act in MAY[role])
    assert not may(actor, act, SUMMER)
    assert not may(actor, act, TOWN)


@given(st.sampled_from(list(Act)))
def test_without_a_grant_nothing_is_allowed(act):
    assert not may(Actor(1, "x", ()), act, SPRING)
    assert reach(Actor(1, "x", ()), act) == []


def test_outside_the_area_the_answer_does_not_tell_whether_there_is_anything():
    with pytest.raises(NotFound):
        require(somebody(Role.SECRETARY, SPRING), Act.SEE_PEOPLE, SUMMER)


def test_inside_the_area_the_answer_says_that_the_role_does_not_cover_it():
    with pytest.raises(NotAllowed):
        require(somebody(Role.VIEWER, SPRING), Act.SEE_PEOPLE, BUILDING)


@pytest.mark.django_db
def test_a_row_elsewhere_is_answered_as_one_that_is_not_there():
    here, there = an_account("here", "secretary", SPRING), an_account("there", "secretary", SUMMER)
    grants = Grant.objects.order_by("pk")

    def asked(act, **which):
        return one_for(somebody(Role.SECRETARY, SPRING), act, grants.filter(**which), lambda it: it.area)

    assert asked(Act.GIVE_ACCESS, account=here).account == here
    for which in ({"account": there}, {"pk": 0}):
        with pytest.raises(NotFound):
            asked(Act.GIVE_ACCESS, **which)
    with pytest.raises(NotAllowed):
        one_for(somebody(Role.VIEWER, SPRING), Act.GIVE_ACCESS, grants.filter(account=here), lambda it: it.area)


def test_command_sees_counts_but_no_names():
    for role in (Role.CITY, Role.DISTRICT, Role.VIEWER, Role.TESTER):
        assert not may(somebody(role, 999900000000 if role is Role.CITY else TOWN), Act.SEE_PEOPLE, SPRING)


@pytest.mark.django_db
class TestGrants:
    def test_a_grant_ends_by_itself(self):
        account = an_account(role=None)
        Grant.objects.create(
            account=account, role="secretary", area=SPRING, starts_at=NOON, ends_at=NOON + timedelta(hours=2)
        )
        assert may(actor_of(account, NOON), Act.SEE_PEOPLE, SPRING)
        assert not may(actor_of(account, NOON + timedelta(hours=2)), Act.SEE_PEOPLE, SPRING)
        assert not may(actor_of(account, NOON - timedelta(hours=1)), Act.SEE_PEOPLE, SPRING)

    def test_a_closed_account_may_nothing(self):
        account = an_account(is_active=False)
        assert not may(actor_of(account, NOON), Act.SEE_COUNTS, SPRING)

    @pytest.mark.parametrize("role", ["town", "city", "district"])
    def test_nobody_gives_more_than_they_hold(self, role):
        secretary, other = an_account(), an_account("he", role=None)
        with pytest.raises(accounts.MoreThanYouHold):
            accounts.give(
                by=actor_of(secretary, NOON), account=other, role=role, area=SPRING, ends_at=None, reason="", now=NOON
            )

    def test_a_secretary_gives_a_role_in_the_own_committee_only(self):
        secretary, other = an_account(), an_account("he", role=None)
        by = actor_of(secretary, NOON)
        accounts.give(by=by, account=other, role="worker", area=SPRING, ends_at=None, reason="代班", now=NOON)
        assert may(actor_of(other, NOON), Act.EDIT_REGISTER, SPRING)
        with pytest.raises(NotFound):
            accounts.give(by=by, account=other, role="worker", area=SUMMER, ends_at=None, reason="", now=NOON)

    def test_an_ended_role_ends_the_keys_too(self):
        from wanjia.platform import tokens

        account = an_account()
        key = tokens.issue(account, label="phone", now=NOON)
        assert tokens.account_of(key, NOON) is not None
        accounts.end(by=system(), grant_id=account.grants.get().pk, reason="", now=NOON)
        assert tokens.account_of(key, NOON) is None

    def test_nobody_ends_their_own_role(self):
        account = an_account()
        with pytest.raises(accounts.OwnGrant):
            accounts.end(by=actor_of(account, NOON), grant_id=account.grants.get().pk, reason="", now=NOON)

    @pytest.mark.parametrize("password", ["short", "1234567890", "password123"])
    def test_a_weak_password_is_refused_with_the_rule_that_it_breaks(self, password):
        with pytest.raises(accounts.WeakPassword) as why:
            accounts.create(
                by=system(), login="he", name="何", password=password, role="viewer", area=TOWN, ends_at=None, now=NOON
            )
        assert why.value.facts["why"]
