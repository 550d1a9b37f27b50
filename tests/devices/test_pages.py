"""The console's pages on phones: what needs somebody first, the code to scan, why a phone is wiped."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.devices.phones import SHIFT_END, Phone, an_invitation, enrolled
from tests.web.signed import client_of, text
from tests.world import NOON, SPRING, TOWN, a_round
from wanjia.coverage.models import Arrival
from wanjia.devices.models import Device, Invitation
from wanjia.kernel.area import building_key, compound_code
from wanjia.platform.models import Account, AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def form(round_, **more):
    return {
        "kind": "desk", "round": str(round_.pk), "areas": [str(SPRING)], "place": str(SPRING), "label": "2号台",
        "holder": "", "phones": "1", "ends_on": "2022-03-31", "ends_time": "18:00",
    } | more  # fmt: skip


def test_the_form_knows_the_round_the_area_and_the_evening(round_):
    page = text(client_of().get("/devices/invite/"))
    assert f'value="{round_.pk}" selected' in page
    assert f'value="{SPRING}" id="id_areas_0" checked' in page.replace(" required", "")
    assert 'value="2022-03-31"' in page
    assert 'value="18:00"' in page


def test_late_in_the_day_a_shift_is_eight_hours(round_, noon):
    noon(NOON + timedelta(hours=5, minutes=20))  # 17:20
    page = text(client_of().get("/devices/invite/"))
    assert 'value="2022-04-01"' in page
    assert 'value="01:00"' in page


def test_from_the_form_to_a_phone_that_has_its_list(round_):
    """What the desk does and what the phone does, through the doors alone."""
    desk = client_of()
    answer = desk.post("/devices/invite/", form(round_), headers={"host": "localhost"})
    invitation = Invitation.objects.get()
    assert answer["Location"] == f"/devices/invitations/{invitation.pk}/"
    desk.cookies["wanjia_language"] = "en"
    page = text(desk.get(answer["Location"], headers={"host": "testserver"}))
    [link] = re.findall(r'value="(http://testserver/field/#WJ1:D[^"]+)"', page)
    assert "<svg" in page
    assert "no phone can open" not in page
    body = {"invitation": link, "device": "0195e6a0-5a00-7000-8000-000000000001", "holder": "杨立冬"}
    told = Client().post("/api/v1/field/enrol", body, content_type="application/json").json()
    bundle = Client().get("/api/v1/field/bundle", headers={"Authorization": f"Bearer {told['key']}"}).json()
    assert bundle["buildings"][0]["name"] == "1号楼"
    page = text(desk.get(answer["Location"]))
    assert "There is nothing to scan any more" in page
    assert "WJ1:" not in page
    assert "杨立冬" in text(desk.get("/devices/"))


def test_at_this_machines_own_address_the_code_alone_is_shown(round_, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    invitation = an_invitation(round_)
    page = text(
        client_of(english=True).get(f"/devices/invitations/{invitation.pk}/", headers={"host": "localhost:8000"})
    )
    assert "no phone can open" in page
    assert "#WJ1" not in page


def test_a_wrong_form_says_what_to_write(round_):
    desk = client_of(english=True)
    for field, value, why in (
        ("label", "", "Give it a name"), ("areas", [], "Choose the committee"), ("ends_time", "09:00", "has passed"),
        ("round", "0", "Choose the round"), ("kind", "post", "Open the site"), ("ends_on", "2022-04-02", "24 hours"),
    ):  # fmt: skip
        answer = desk.post("/devices/invite/", form(round_, **{field: value}))
        assert answer.status_code == 422, field
        assert why in text(answer), field
    assert not Invitation.objects.exists()


def test_a_site_brings_its_post_along(round_):
    site = "0195e6a0-5a00-7000-8000-0000000000aa"
    desk = client_of()
    page = text(desk.get(f"/devices/invite/?kind=post&site={site}&post=queue&label=排队"))
    assert f'name="site" value="{site}"' in page
    desk.post("/devices/invite/", form(round_, kind="post", round="0", site=site, post="queue"))
    assert (str(Invitation.objects.get().site), Invitation.objects.get().post) == (site, "queue")


def test_a_subdistrict_chooses_the_committee_first(round_):
    page = text(client_of("town", TOWN).get("/devices/invite/"))
    assert f"/devices/invite/?area={SPRING}" in page


def test_areas_outside_the_form_are_not_taken(round_):
    answer = client_of().post("/devices/invite/", form(round_, areas=["888888001001"]))
    assert answer.status_code == 422
    key = building_key(compound_code(SPRING, 1), 1)
    client_of(login="x").post("/devices/invite/", form(round_, areas=[str(key)], kind="sweep", place=str(key)))
    assert Invitation.objects.get().areas == [key]


def test_the_list_says_who_is_silent_first_and_how_much_is_not_here(client, noon, round_):
    silent, working = (Phone(client, enrolled(round_, label=label)) for label in ("1号台", "2号台"))
    for _ in range(3):
        silent.make()
    silent.log(unsent=3)
    noon(NOON + timedelta(minutes=20))
    working.get("field/news")
    page = text(client_of(english=True).get("/devices/"))
    assert "1 phone is silent" in page
    assert "3 records are still on phones" in page
    assert page.index("1号台") < page.index("2号台")
    assert "20 minutes ago" in page


def test_one_phone_shows_its_log_and_what_is_missing(client, round_):
    phone = Phone(client, enrolled(round_))
    ids = [phone.make() for _ in range(70)]
    Arrival.objects.bulk_create(
        [Arrival(part=SPRING, event_id=i, kind="proof", round_id=1, digest=b"", received_at=NOON) for i in ids[:64]]
    )
    phone.log(unsent=6)
    page = text(client_of(english=True).get(f"/devices/{phone.device.pk}/"))
    assert "65–70" in page
    assert "it has 6 not sent yet" in page
    assert "第7轮核酸筛查" in page


@pytest.mark.parametrize("what", ["wipe", "end", "extend"])
def test_each_act_wants_a_reason_and_keeps_it(round_, what):
    device = enrolled(round_).device
    desk, address = client_of(english=True), f"/devices/{device.pk}/{what}/"
    assert "Why" in text(desk.get(address))
    assert desk.post(address, {"ends_on": "2022-03-31", "ends_time": "20:00"}).status_code == 422
    answer = desk.post(address, {"reason": "换人", "ends_on": "2022-03-31", "ends_time": "20:00"})
    assert answer["Location"] == f"/devices/{device.pk}/"
    device = Device.objects.get()
    done = {"wipe": device.wipe_asked_at, "end": device.ended_at, "extend": device.ends_at != SHIFT_END}
    assert done[what]
    assert AuditEntry.objects.get(act__startswith="device.", reason="换人").subject == "device:1"


def test_an_act_that_is_none_is_not_found(round_):
    device = enrolled(round_).device
    assert client_of().get(f"/devices/{device.pk}/paint/").status_code == 404


def test_an_invitation_is_taken_back_from_the_list(round_):
    invitation = an_invitation(round_)
    desk = client_of(english=True)
    assert "Open invitations" in text(desk.get("/devices/"))
    desk.post(f"/devices/invitations/{invitation.pk}/cancel/")
    assert Invitation.objects.get().cancelled_at == NOON
    assert "nobody comes in by it" in text(desk.get(f"/devices/invitations/{invitation.pk}/"))


def test_phones_accounts_are_not_among_the_accounts(round_):
    device = enrolled(round_).device
    desk = client_of()
    assert device.account.login not in text(desk.get("/accounts/"))
    assert desk.get(f"/accounts/{device.account_id}/?area={SPRING}").status_code == 404
    assert Account.objects.get(pk=device.account_id).is_device


def test_the_rail_counts_silent_phones(client, noon, round_):
    enrolled(round_)
    noon(NOON + timedelta(hours=1))
    page = text(client_of(english=True).get("/devices/"))
    assert re.search(r"1\s+silent", page)


def test_the_number_of_queries_does_not_grow(client, round_, django_assert_max_num_queries):
    desk = client_of()
    other = a_round(obligation="temperature")
    for _ in range(5):
        phone = Phone(client, enrolled(other))
        phone.make()
        phone.log()
        an_invitation(other)
    for address in ("/devices/", "/devices/invite/", f"/devices/{phone.device.pk}/"):
        with django_assert_max_num_queries(60):
            assert desk.get(address).status_code == 200
