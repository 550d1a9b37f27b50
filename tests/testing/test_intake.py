"""Counts from phones: written down once, whatever the order and however often; what can't be read is named."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.testing.ground import a_site
from tests.world import NOON, SPRING, SUMMER, TOWN, areas
from wanjia.kernel.area import compound_code
from wanjia.testing import intake, queries
from wanjia.testing.intake import Sender
from wanjia.testing.models import Post, PostCount

PHONE = Sender(SPRING, "03 号", "杨立冬")


def a_count(site, waiting=5, *, minutes=0, **more):
    said = {
        "id": str(uuid4()), "site": str(site.pk), "post": "queue", "waiting": waiting,
        "seen_at": (NOON - timedelta(minutes=minutes)).isoformat(),
    }  # fmt: skip
    return said | more


@pytest.mark.django_db
class TestCounts:
    def setup_method(self):
        areas()

    def test_a_count_is_written_down_and_answered_by_its_id(self, django_assert_num_queries):
        site = a_site()
        said = a_count(site)
        with django_assert_num_queries(3):  # sites, what is known, the rows
            [receipt] = intake.record_counts(PHONE, [said], NOON)
        assert (receipt.id, receipt.outcome) == (said["id"], "done")
        row = PostCount.objects.get()
        assert (row.part, row.site_id, row.waiting, row.device) == (SPRING, site.pk, 5, "03 号")

    def test_sent_again_it_changes_nothing_even_with_another_body(self):
        site = a_site()
        said = a_count(site)
        intake.record_counts(PHONE, [said], NOON)
        assert [r.outcome for r in intake.record_counts(PHONE, [said, said], NOON)] == ["repeat", "repeat"]
        [other] = intake.record_counts(PHONE, [said | {"waiting": 90}], NOON)
        assert (other.outcome, other.why) == ("repeat", "conflicting_repeat")
        assert PostCount.objects.get().waiting == 5

    def test_twice_in_one_batch_the_first_counts(self):
        site = a_site()
        said = a_count(site)
        receipts = intake.record_counts(PHONE, [said, said | {"waiting": 7}], NOON)
        assert [(r.outcome, r.why) for r in receipts] == [("done", ""), ("repeat", "conflicting_repeat")]
        assert PostCount.objects.get().waiting == 5

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"id": "7"}, "id"), ({"site": "x"}, "site"), ({"site": str(UUID(int=7))}, "site"),
            ({"post": "bar"}, "post"),
            ({"waiting": -1}, "waiting"), ({"waiting": True}, "waiting"), ({"waiting": "5"}, "waiting"),
            ({"waiting": 10**6}, "waiting"), ({"seen_at": "noon"}, "seen_at"), ({"seen_at": None}, "seen_at"),
            ({"seen_at": "2022-03-31T12:00:00"}, "seen_at"), ({"seen_at": "9999-12-31T23:59:59+00:00"}, "seen_at"),
        ],
    )  # fmt: skip
    def test_trap_03_a_malformed_one_is_named_and_the_others_are_kept(self, change, why):
        site = a_site()
        receipts = intake.record_counts(PHONE, [a_count(site), a_count(site) | change, a_count(site)], NOON)
        assert [r.outcome for r in receipts] == ["done", "malformed", "done"]
        assert receipts[1].why == why

    @pytest.mark.parametrize("junk", [None, 7, [], "x"])
    def test_junk_is_named_too(self, junk):
        assert intake.record_counts(PHONE, [junk], NOON)[0].outcome == "malformed"

    def test_a_site_of_another_committee_is_not_known_to_the_phone(self):
        elsewhere = a_site(SUMMER)
        [receipt] = intake.record_counts(PHONE, [a_count(elsewhere)], NOON)
        assert (receipt.outcome, receipt.why) == ("malformed", "site")
        assert not PostCount.objects.exists()

    def test_a_phone_of_the_town_or_of_a_compound_may_count_at_the_sites_that_serve_it(self):
        site = a_site(compound_code(SPRING, 1))
        for area in (TOWN, SPRING, compound_code(SPRING, 1)):
            sender = Sender(area, "03 号", "杨立冬")
            assert intake.record_counts(sender, [a_count(site)], NOON)[0].outcome == "done"
        other = Sender(compound_code(SPRING, 2), "04 号", "")
        assert intake.record_counts(other, [a_count(site)], NOON)[0].outcome == "malformed"

    def test_a_site_that_was_taken_down_is_still_counted_at(self):
        site = a_site()
        site.closed_at = NOON
        site.save()
        assert intake.record_counts(PHONE, [a_count(site)], NOON)[0].outcome == "done"

    def test_the_devices_clock_is_corrected_and_nothing_was_seen_in_our_future(self):
        site = a_site()
        slow = Sender(SPRING, "03 号", "", sent_at=NOON - timedelta(hours=2))
        intake.record_counts(slow, [a_count(site, minutes=123)], NOON)
        assert PostCount.objects.get().seen_at == NOON - timedelta(minutes=3)
        ahead = a_count(site, post="waiting", minutes=-60)
        intake.record_counts(PHONE, [ahead], NOON)
        assert PostCount.objects.get(post="waiting").seen_at == NOON

    @pytest.mark.parametrize("year", [1, 9999])
    def test_a_clock_that_is_mad_breaks_nothing(self, year):
        site = a_site()
        mad = Sender(SPRING, "03 号", "", sent_at=NOON.replace(year=year))
        assert intake.record_counts(mad, [a_count(site)], NOON)[0].outcome == "done"


class TestAnyOrder(TestCase):
    @settings(max_examples=30)
    @given(
        st.lists(st.tuples(st.sampled_from(Post.values), st.integers(0, 99), st.integers(0, 50)), max_size=8),
        st.randoms(use_true_random=False),
    )
    def test_sent_twice_and_out_of_order_the_latest_seen_is_what_is_shown(self, seen, chance):
        areas()
        site = a_site()
        said = [a_count(site, waiting, minutes=ago, post=post) for post, waiting, ago in seen]
        sent = said + said
        chance.shuffle(sent)
        for at in range(0, len(sent), 3):
            intake.record_counts(PHONE, sent[at : at + 3], NOON)
        assert PostCount.objects.filter(site_id=site.pk).count() == len(said)
        shown = queries.counts([site], NOON)
        for post in {post for post, _waiting, _ago in seen}:
            least = min(ago for p, _w, ago in seen if p == post)
            assert shown[site.pk, post].waiting in {w for p, w, ago in seen if p == post and ago == least}


def test_a_receipt_names_the_id_even_of_what_cannot_be_read():
    assert UUID(intake._id_of({"id": str(UUID(int=7))})) == UUID(int=7)
