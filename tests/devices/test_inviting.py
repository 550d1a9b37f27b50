"""Who may let which phone in, where, for how long; and what a desk does with a phone that is in."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.devices.phones import SHIFT_END, an_invitation, enrolled
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, an_account
from wanjia.coverage import services as rounds
from wanjia.devices import inviting, services
from wanjia.devices.models import Invitation
from wanjia.devices.refusals import BadInvitation, InvitationOver, NothingToEnd
from wanjia.devices.rules import GRACE
from wanjia.kernel.area import building_key, compound_code
from wanjia.kernel.codes import Kind, read
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.platform import signing_keys
from wanjia.platform.access import actor_of
from wanjia.platform.models import AuditEntry, Grant, Role, Token

pytestmark = pytest.mark.django_db


def actor(role, area=SPRING):
    return actor_of(an_account(f"{role}{uuid4().hex[:6]}", role, area), NOON)


@pytest.mark.parametrize("role", Role)
def test_desks_and_heads_let_phones_in_and_nobody_else(round_, role):
    if role in (Role.TOWN, Role.SECRETARY, Role.WORKER):
        assert an_invitation(round_, by=actor(role)).part == SPRING
    else:
        with pytest.raises(NotAllowed):
            an_invitation(round_, by=actor(role))


def test_nobody_invites_outside_their_area(round_):
    a_building(SUMMER, 2)
    for areas in ((SUMMER,), (SPRING, SUMMER)):
        with pytest.raises(NotFound):
            an_invitation(round_, *areas, by=actor("secretary"))
    with pytest.raises(NotFound):
        an_invitation(round_, SPRING, place=SUMMER, by=actor("secretary"))


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "other"}, {"label": " "}, {"label": "x" * 41}, {"holder": "x" * 41}, {"max_uses": 0},
        {"max_uses": 31}, {"ends_at": NOON}, {"ends_at": NOON + timedelta(hours=25)},
        {"starts_at": NOON + timedelta(days=8), "ends_at": NOON + timedelta(days=8, hours=1)},
    ],
)  # fmt: skip
def test_what_an_invitation_can_not_be(round_, more):
    with pytest.raises(BadInvitation):
        an_invitation(round_, **more)
    assert not Invitation.objects.exists()


def test_a_phone_belongs_to_one_committee_and_carries_at_most_forty_areas(round_):
    compound = compound_code(SPRING, 1)
    for areas in ((TOWN,), (SPRING, SUMMER), tuple(building_key(compound, n) for n in range(1, 42))):
        with pytest.raises(BadInvitation):
            an_invitation(round_, *areas)


def test_it_works_for_an_open_round_of_its_area(round_):
    with pytest.raises(BadInvitation):
        an_invitation(None)
    assert an_invitation(None, kind="post").round_id is None
    rounds.cancel_round(by=HAND, round_=round_, reason="雨", now=NOON)
    with pytest.raises(BadInvitation):
        an_invitation(round_)


def test_the_place_is_the_only_area_or_the_committee(round_):
    compound = compound_code(SPRING, 1)
    one, other = building_key(compound, 1), building_key(compound, 2)
    assert an_invitation(round_, one).place == one
    assert an_invitation(round_, one, other).place == SPRING
    assert an_invitation(round_, one, other, place=compound).place == compound


def test_its_code_verifies_with_the_public_keys_alone_and_ends_with_the_shift(round_):
    invitation = an_invitation(round_)
    code = read(inviting.code_of(invitation, NOON), signing_keys.public_keys(), NOON.date())
    assert (code.kind, code.tag, code.until) == (Kind.DEVICE, invitation.tag, SHIFT_END.date())


def test_after_a_rotation_old_codes_still_verify(round_):
    old = inviting.code_of(an_invitation(round_), NOON)
    assert signing_keys.rotate(NOON) == 2
    new = inviting.code_of(an_invitation(round_), NOON)
    keys = signing_keys.public_keys()
    assert [read(text, keys, NOON.date()).key for text in (old, new)] == [1, 2]


def test_an_invitation_is_taken_back_once(round_):
    invitation = an_invitation(round_)
    with pytest.raises(NotFound):
        inviting.cancel(by=actor("secretary", SUMMER), invitation_id=invitation.id, now=NOON)
    inviting.cancel(by=HAND, invitation_id=invitation.id, now=NOON)
    with pytest.raises(InvitationOver):
        inviting.cancel(by=HAND, invitation_id=invitation.id, now=NOON)


def test_a_longer_shift_takes_roles_and_key_along(round_):
    device = enrolled(round_).device
    later = SHIFT_END + timedelta(hours=2)
    services.extend(by=HAND, device_id=device.pk, ends_at=later, reason="没采完", now=NOON)
    assert Grant.objects.get(account=device.account).ends_at == later + GRACE
    assert Token.objects.get(account=device.account).expires_at == later + GRACE
    for wrong in (NOON, NOON + timedelta(hours=25)):
        with pytest.raises(BadInvitation):
            services.extend(by=HAND, device_id=device.pk, ends_at=wrong, reason="", now=NOON)


def test_what_has_ended_is_not_ended_again(round_):
    device = enrolled(round_).device
    services.end(by=HAND, device_id=device.pk, reason="丢了", now=NOON)
    assert not Token.objects.filter(account=device.account, revoked_at=None).exists()
    for act in (services.end, services.ask_wipe):
        with pytest.raises(NothingToEnd):
            act(by=HAND, device_id=device.pk, reason="", now=NOON)
    with pytest.raises(NothingToEnd):
        services.extend(by=HAND, device_id=device.pk, ends_at=SHIFT_END, reason="", now=NOON)
    line = AuditEntry.objects.get(act="device.end")
    assert (line.area, line.subject, line.reason) == (SPRING, "device:1", "丢了")


def test_nobody_ends_a_phone_of_another_committee(round_):
    device = enrolled(round_).device
    with pytest.raises(NotFound):
        services.end(by=actor("secretary", SUMMER), device_id=device.pk, reason="x", now=NOON)
    with pytest.raises(NotAllowed):
        services.ask_wipe(by=actor("grid"), device_id=device.pk, reason="x", now=NOON)
