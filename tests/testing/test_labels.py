"""Numbers on tubes: nobody gets the same twice, and a reader reads what stands under the bars."""

import re
import threading
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from tests.testing.ground import a_site, some_labels
from tests.web.signed import client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, areas
from wanjia.platform.access import actor_of
from wanjia.platform.barcodes import modules, svg
from wanjia.platform.models import AuditEntry
from wanjia.testing import labelling, queries
from wanjia.testing.models import LabelRange
from wanjia.testing.refusals import LabelsTaken, WrongNumbers, WrongPrefix


@pytest.mark.django_db
class TestGivingOut:
    def setup_method(self):
        areas()

    def test_the_next_free_numbers_follow_whoever_got_the_last(self):
        assert (some_labels(SPRING).first, some_labels(SUMMER).first, some_labels(SPRING).first) == (1, 11, 21)
        assert some_labels(prefix="B-", kind="box").first == 1

    def test_numbers_that_somebody_has_are_refused_and_the_next_free_one_is_said(self):
        some_labels(SUMMER, count=100)
        with pytest.raises(LabelsTaken) as refused:
            some_labels(SPRING, first=50)
        assert refused.value.facts == {"next": 101}
        assert LabelRange.objects.count() == 1

    @pytest.mark.parametrize("prefix", ["t-", "T1", "", "TOOLONG-"])
    def test_a_prefix_that_runs_into_its_number_is_refused(self, prefix):
        with pytest.raises(WrongPrefix):
            some_labels(prefix=prefix)

    @pytest.mark.parametrize(("first", "count"), [(1, 10_001), (1, 0), (99_999, 2)])
    def test_numbers_have_to_fit_their_digits(self, first, count):
        with pytest.raises(WrongNumbers):
            some_labels(first=first, count=count)

    def test_the_database_itself_holds_the_rule(self):
        row = some_labels(count=10)
        row.pk, row.first = None, 5
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)

    def test_a_device_gets_its_sites_numbers_and_the_committees(self, django_assert_num_queries):
        site, other = a_site(), a_site(name="南门")
        some_labels(SPRING, site)
        some_labels(SPRING, other)
        some_labels(SPRING)
        some_labels(SPRING, site, prefix="B-", kind="box")
        some_labels(SUMMER)
        with django_assert_num_queries(1):
            mine = queries.labels_for(site.pk, SPRING)
        assert [(one.prefix, one.first, one.last, one.digits) for one in mine] == [("T-", 1, 10, 5), ("T-", 21, 30, 5)]
        assert [one.first for one in queries.labels_for(None, SPRING)] == [21]

    def test_it_is_in_the_log(self):
        some_labels()
        assert AuditEntry.objects.filter(act="labels.assign", area=SPRING).count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_once_get_different_numbers():
    areas()
    given, failed = [], []

    def ask():
        try:
            asked = labelling.Asked("tube", SPRING, None, None, "T-", None, 7)
            given.append(labelling.assign(by=HAND, asked=asked, now=NOON))
        except LabelsTaken as why:
            failed.append(why)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = sorted((row.first, row.last) for row in given)
    assert (len(given), failed) == (4, [])
    assert all(one[1] < other[0] for one, other in pairwise(taken))


class TestBars:
    def test_two_texts_have_different_bars(self):
        assert modules("T-00471") != modules("T-00472")

    def test_a_bar_is_a_path_and_nothing_needs_a_style(self):
        drawn = svg("T-00471")
        assert 'aria-label="T-00471"' in drawn
        assert "style=" not in drawn

    @pytest.mark.parametrize("code", ["T-00471", "CH3-999999999", "B-1", "春"])
    def test_a_real_reader_reads_it(self, code):
        reader = pytest.importorskip("zxingcpp")
        if not code.isascii():
            with pytest.raises(Exception, match="alid"):
                modules(code)
            return
        bits = "0" * 10 + modules(code) + "0" * 10
        row = bytes(0 if bit == "1" else 255 for bit in bits for _ in range(3))
        image = memoryview(row * 60).cast("B", (60, len(row)))
        [found] = reader.read_barcodes(image)
        assert (found.text, "128" in str(found.format)) == (code, True)

    def test_the_path_draws_the_same_bars(self):
        drawn, bits = svg("T-00471"), "0" * 10 + modules("T-00471") + "0" * 10
        black = set()
        for at, width in re.findall(r"M(\d+) 0h(\d+)v1", drawn):
            black |= set(range(int(at), int(at) + int(width)))
        assert "".join("1" if n in black else "0" for n in range(len(bits))) == bits


@pytest.mark.django_db
class TestThePages:
    FORM = {"kind": "tube", "site": "", "prefix": "t-", "count": "65", "first": "", "digits": "5"}

    def setup_method(self):
        areas()

    def test_a_range_is_given_out_and_printed_as_a_sheet_of_65(self):
        client = client_of()
        client.post(reverse("testing:labels"), self.FORM)
        row = LabelRange.objects.get()
        page = text(client.get(reverse("testing:print_labels", args=[row.pk])))
        assert page.count('class="sticker"') == 65
        assert page.count("stickers n65") == 1
        assert "T-00001" in page
        assert "T-00065" in page
        row.refresh_from_db()
        assert row.printed_at is not None

    def test_24_large_ones_go_on_three_sheets_and_one_may_begin_in_the_middle(self):
        row, client = some_labels(count=65), client_of()
        address = reverse("testing:print_labels", args=[row.pk])
        assert text(client.get(address, {"size": "24"})).count("stickers n24") == 3
        assert text(client.get(address, {"from": "60"})).count('class="sticker"') == 6

    @pytest.mark.parametrize(
        ("change", "words"), [({"prefix": "T1"}, "大写字母"), ({"count": "0"}, "1"), ({"first": "1"}, "2")]
    )
    def test_a_wrong_value_is_answered_on_the_form(self, change, words):
        some_labels(count=1)
        page = client_of(english=False).post(reverse("testing:labels"), self.FORM | change)
        assert page.status_code == 422
        assert LabelRange.objects.count() == 1

    def test_a_town_is_asked_to_choose_a_committee(self):
        assert client_of("town", TOWN).get(reverse("testing:labels")).status_code == 200


def test_an_account_without_the_right_gives_out_nothing(db):
    from tests.world import an_account
    from wanjia.kernel.errors import NotAllowed

    areas()
    asked = labelling.Asked("tube", SPRING, None, None, "T-", None, 7)
    with pytest.raises(NotAllowed):
        labelling.assign(by=actor_of(an_account("kan", "viewer", TOWN), NOON), asked=asked, now=NOON)
