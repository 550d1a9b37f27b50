"""Chat groups: which doors a message there reaches, and which it never will."""

import re

import pytest
from django.urls import reverse

from tests.notices.made import a_group, a_notice
from tests.notices.test_telling import homes, told_in
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, a_building, an_account
from wanjia.kernel import clock
from wanjia.kernel.area import compound_of
from wanjia.kernel.errors import NotFound
from wanjia.notices import grouping, groups, reached
from wanjia.notices.models import ChatGroup, ChatMember
from wanjia.notices.refusals import GroupExists, GroupTooWide, NameWanted
from wanjia.platform.access import actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def house():
    return a_building()[0]


def plain(answer):
    body = re.sub(r'(?s)^.*<main class="main"', "<main", text(answer))
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def see(group, seen, **more):
    return grouping.see_members(by=HAND, group=group, homes=seen, now=NOON, **more)


class TestTheList:
    def test_who_is_not_in_it_stands_there_in_walking_order(self, house):
        group = a_group(house)
        assert groups.outside(group) == homes(house)
        assert see(group, homes(house)[:2]) == (2, 0)
        assert see(group, homes(house)[:3]) == (1, 0)
        assert groups.outside(group) == homes(house)[3:]

    def test_a_whole_list_says_who_has_left_and_nothing_is_kept_of_them(self, house):
        group = a_group(house)
        see(group, homes(house)[:4])
        assert see(group, homes(house)[3:5], is_all=True) == (1, 3)
        assert groups.members_of(group) == set(homes(house)[3:5])

    def test_doors_of_elsewhere_are_left_out(self, house):
        other = a_building(number=2)[0]
        assert see(a_group(house), homes(other)) == (0, 0)
        assert see(a_group(compound_of(house), "小区群"), homes(other)) == (6, 0)

    def test_closed_it_is_empty_and_its_name_is_free_again(self, house):
        group = a_group(house)
        see(group, homes(house))
        grouping.close_group(by=HAND, group=group, now=NOON)
        assert not ChatMember.objects.exists()
        with pytest.raises(NotFound):
            grouping.group_for(HAND, group.pk)
        a_group(house)

    @pytest.mark.parametrize(
        ("area", "name", "why"),
        [(0, " ", NameWanted), (SPRING, "居委群", GroupTooWide), (0, "1号楼邻里群", GroupExists)],
    )
    def test_what_is_no_group_is_refused(self, house, area, name, why):
        a_group(house)
        with pytest.raises(why):
            a_group(area or house, name)
        assert ChatGroup.objects.count() == 1

    def test_a_contact_keeps_the_group_of_their_building_alone(self, house):
        other = a_building(number=2)[0]
        contact = actor_of(an_account("hua", "contact", house), NOON)
        a_group(house, by=contact)
        with pytest.raises(NotFound):
            a_group(other, by=contact)


class TestTheDirectory:
    def test_it_counts_the_doors_and_names_buildings_without_a_group(self, house):
        other = a_building(number=2)[0]
        group = a_group(house)
        see(group, homes(house)[:2])
        (line,) = groups.groups_in(SPRING)
        assert (line.members, line.doors, line.missing) == (2, 6, 4)
        assert groups.without_group(SPRING) == [(other, "春和新苑 2号楼")]
        a_group(compound_of(house), "小区群")
        assert groups.without_group(SPRING) == []
        assert [one.row.name for one in groups.groups_in(other)] == ["小区群"]

    def test_queries_do_not_grow_with_groups(self, house, django_assert_max_num_queries):
        for number in range(2, 6):
            a_group(a_building(number=number)[0])
        with django_assert_max_num_queries(5):
            groups.groups_in(SPRING)
        with django_assert_max_num_queries(4):
            groups.without_group(SPRING)
        client = client_of()
        with django_assert_max_num_queries(RAIL + 24):
            client.get(reverse("notices:groups"))

    def test_the_gap_of_a_notice_says_who_is_in_no_chat(self, house):
        running = told_in(a_notice(SPRING))
        see(a_group(house), homes(house)[:5])
        rows = reached.missing(running, house, limit=50)
        assert [row.is_in_chat for row in rows] == [*[True] * 5, False]


class TestThePages:
    def test_from_an_empty_directory_to_a_group_that_was_looked_through(self, house):
        client = client_of("worker", english=True)
        page = plain(client.get(reverse("notices:groups")))
        assert "No group is written down." in page
        assert "Buildings without a group 1 春和新苑 Bldg 1" in page
        sent = {"name": "1号楼邻里群", "place": house, "kept_by": "华小暑"}
        page = plain(client.post(reverse("notices:groups"), sent, follow=True))
        assert "run by 华小暑, never looked through" in page
        group = ChatGroup.objects.get()
        to = reverse("notices:check", args=[group.pk])
        page = plain(client.post(to, {"text": "301王\n302 张三\n909", "all": "1"}, follow=True))
        assert "2 doors came in, 0 left. No such door here: 909." in page
        page = plain(client.post(to, {"subject": homes(house)[2:]}, follow=True))
        assert "Every door is in it." in page

    def test_a_compound_s_list_names_building_and_room(self, house):
        a_building(number=2)
        group = a_group(compound_of(house), "小区群")
        client = client_of(english=True)
        page = plain(client.post(reverse("notices:check", args=[group.pk]), {"text": "2-301\n1-102\n301"}, follow=True))
        assert "2 doors came in, 0 left. No such door here: 301." in page

    def test_nobody_reads_the_groups_of_elsewhere(self, house):
        group = a_group(house)
        stranger = client_of(area=SUMMER, login="far")
        assert stranger.get(reverse("notices:group", args=[group.pk])).status_code == 404
        assert stranger.get(reverse("notices:groups"), {"area": SPRING}).status_code == 404

    def test_closing_leads_back_to_the_directory(self, house):
        group = a_group(house)
        page = plain(client_of(english=True).post(reverse("notices:close", args=[group.pk]), follow=True))
        assert "Closed: 1号楼邻里群." in page
        assert "No group is written down." in page
