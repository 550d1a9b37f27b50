"""The console's pages on phones: what needs somebody first, the code to scan, why a phone is wiped."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.devices.phones import SHIFT_END, Phone, an_invitation, enrolled
from tests.testing.ground import a_site
from tests.web.signed import client_of, text
from tests.world import NOON, SPRING, SUMMER, TOWN, a_building, a_round, areas
from wanjia.coverage.models import Arrival
from wanjia.devices.models import Device, Invitation
from wanjia.kernel.area import building_key, compound_code
from wanjia.platform.models import Account, AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def form(round_, **more):
    return {
        "kind": "desk", "round": str(round_.pk), "areas": [str(SPRING)], "label": "2号台",
        "holder": "", "phones": "1", "ends_on": "2022-03-31", "ends_time": "18:00",
    } | more  # fmt: skip


def test_the_form_knows_the_round_the_area_and_the_evening(round_):
    page = text(client_of().get("/devices/invite/"))
    assert f'value="{round_.pk}" selected' in page
    assert f'value="{SPRING}" id="id_areas_0" checked' in page.replace(" required", "")
    assert 'value="2022-03-31"' in page
    assert 'value="18:00"' in page


@pytest.mark.parametrize(("hours", "minutes", "day", "time"), [
    (4, 59, "2022-03-31", "18:00"),  # 16:59
    (5, 20, "2022-04-01", "01:00"),  # 17:20, the round ends at 18:00: too near, so eight hours
    (9, 0, "2022-04-01", "05:00"),  # 21:00, the round was due
])  # fmt: skip
def test_late_in_the_day_a_shift_is_eight_hours(round_, noon, hours, minutes, day, time):
    noon(NOON + timedelta(hours=hours, minutes=minutes))
    page = text(client_of().get("/devices/invite/"))
    assert f'value="{day}"' in page
    assert f'value="{time}"' in page


def test_a_shift_of_the_evening_ends_with_its_round(db, noon):
    a_building()
    a_round(due_in=timedelta(hours=11, minutes=20))  # 23:20
    noon(NOON + timedelta(hours=7))
    page = text(client_of().get("/devices/invite/"))
    assert 'value="2022-04-01"' in page
    assert 'value="00:00"' in page


def test_while_another_kind_s_questions_are_fetched_no_round_can_be_chosen_that_would_be_lost(round_):
    """Whoever chose quickly on a slow line got the first round again, and did not see it."""
    assert 'hx-disabled-elt="#invite select"' in client_of().get("/devices/invite/").content.decode()


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
        ("areas", [], "Choose the committee"), ("ends_time", "09:00", "has passed"), ("round", "0", "Choose the round"),
        ("kind", "post", "Choose the site"), ("ends_on", "2022-04-02", "24 hours"),
    ):  # fmt: skip
        answer = desk.post("/devices/invite/", form(round_, **{field: value}))
        assert answer.status_code == 422, field
        assert why in text(answer), field
    assert not Invitation.objects.exists()


def test_a_site_brings_its_post_along(round_):
    site, desk = a_site(SPRING, round_), client_of()
    page = text(desk.get(f"/devices/invite/?kind=post&site={site.pk}&post=queue&label=排队"))
    assert f'value="{site.pk}" selected' in page
    assert 'value="queue" selected' in page
    assert 'name="areas"' not in page  # a post carries nobody's list
    desk.post("/devices/invite/", form(round_, kind="post", round="0", areas=[], site=str(site.pk), post="queue"))
    made = Invitation.objects.get()
    assert (made.site, made.post, made.areas, made.place) == (site.pk, "queue", [site.place], site.place)
    assert site.name in text(desk.get("/devices/"))
    assert site.name in text(desk.get(f"/devices/invitations/{made.pk}/"))


def test_a_desk_may_stand_at_a_site_and_a_sweep_at_none(round_):
    site, desk = a_site(SPRING, round_), client_of()
    for kind, stands in (("desk", site.pk), ("sweep", None), ("precheck", None)):
        desk.post("/devices/invite/", form(round_, kind=kind, site=str(site.pk), post="queue", label=kind))
        made = Invitation.objects.get(label=kind)
        assert (made.site, made.post) == (stands, ""), kind


def test_a_site_of_another_committee_can_not_be_chosen(round_):
    areas()
    site = a_site(SUMMER, round_)
    answer = client_of().post("/devices/invite/", form(round_, kind="post", site=str(site.pk), post="queue"))
    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_ticked_buildings_go_before_the_committee_that_was_ticked_already(round_):
    """The committee is the default: whoever adds two buildings wants these two on the phone and nobody else."""
    two, _ids = a_building(number=2)
    one = building_key(compound_code(SPRING, 1), 1)
    chosen = [str(code) for code in (SPRING, compound_code(SPRING, 1), one, two)]
    client_of().post("/devices/invite/", form(round_, kind="sweep", areas=chosen))
    assert Invitation.objects.get().areas == [one, two]


def test_a_label_left_empty_counts_up_by_kind(round_):
    desk = client_of(english=True)
    for kind, label in (("desk", "desk 1"), ("desk", "desk 2"), ("sweep", "sweep 1"), ("desk", "desk 3")):
        desk.post("/devices/invite/", form(round_, kind=kind, label=""))
        assert Invitation.objects.filter(label=label, kind=kind).count() == 1, label
    assert "Empty: desk 4" in text(desk.get("/devices/invite/"))


def test_what_was_typed_stays_when_another_kind_is_chosen(round_):
    key = building_key(compound_code(SPRING, 1), 1)
    page = text(client_of().get(f"/devices/invite/?kind=sweep&label=早班&areas={key}&ends_time=17:00"))
    assert 'value="早班"' in page
    assert 'value="17:00"' in page
    checked = re.findall(r'value="(\d+)"[^>]* checked', page)
    assert checked == [str(key)]


def test_a_subdistrict_chooses_the_committee_first(round_):
    page = text(client_of("town", TOWN).get("/devices/invite/"))
    assert f"/devices/invite/?area={SPRING}" in page


def test_areas_outside_the_form_are_not_taken(round_):
    answer = client_of().post("/devices/invite/", form(round_, areas=["888888001001"]))
    assert answer.status_code == 422
    key = building_key(compound_code(SPRING, 1), 1)
    client_of(login="x").post("/devices/invite/", form(round_, areas=[str(key)], kind="sweep"))
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
