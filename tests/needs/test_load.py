"""100,000 open tickets: the inbox stays under 200 ms and walks its index."""

from time import perf_counter

import pytest
from django.db import connection
from django.urls import reverse

from tests.crowd import crowd
from tests.needs.ground import ground
from tests.web.signed import client_of, text
from tests.world import NOON, SPRING, TOWN
from wanjia.kernel import clock
from wanjia.kernel.ids import make_id
from wanjia.needs import presets, queries
from wanjia.needs.models import Ticket
from wanjia.needs.queries import Asked

pytestmark = pytest.mark.django_db
COUNT = 100_000
BUDGET = 0.2  # seconds, the whole page

FILL = """
INSERT INTO needs_ticket (id, part, number, building_key, room, household_id, person_id, kind, topic, urgency, way,
    phone_tail, rung, owner_area, taken_by, handed_down, is_120_called, opened_at, opened_by, level_since, climbs_at,
    due_at, terms_version, asked_again, reopened, closed_by, outcome, told_by, told_how,
    call_promised_by, call_tries)
SELECT gen_random_uuid(), p, n, p * 1000000 + 10000 + n / 20 %% 61 + 1, (n / 7 %% 30 + 1) || '02', 0, 0,
    (ARRAY['food', 'medicine', 'repair', 'waste', 'infant', 'other'])[n / 11 %% 6 + 1], '',
    CASE WHEN n %% 1000 = 0 THEN 0 ELSE 1 + n %% 3 END, 'call', '', 4, p, '', 0, false, at, 'x', at,
    at + interval '4 hours', at + (n %% 90) * interval '10 minutes', 1, 0, 0, '', '', '', '', '', 0
FROM (SELECT n, %s + n %% 20 AS p, %s::timestamptz - (n * 7 %% 4320) * interval '1 minute' AS at
      FROM generate_series(1, %s) AS n) AS drawn
"""


@pytest.fixture
def full(monkeypatch):
    """A subdistrict of twenty committees with 5,000 open tickets each, of the last three days."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    ground()
    presets.load()
    with connection.cursor() as cursor:
        cursor.execute(FILL, [SPRING, NOON, COUNT])
        cursor.execute("ANALYZE needs_ticket")


def test_the_inbox_of_a_subdistrict_opens_in_time(full):
    assert Ticket.objects.filter(closed_at=None).count() == COUNT
    town = client_of("town", TOWN)
    for area in (TOWN, SPRING):
        best = min(_until_in_time(town, area))
        print(f"inbox of {area}: {best * 1000:.0f} ms")  # noqa: T201
        assert best < BUDGET * crowd()
    assert "100,000" in text(town.get(reverse("needs:inbox"), {"area": TOWN}))


def _until_in_time(client, area, most=30, view="needs:inbox"):
    """Seconds of each try, up to the first within the budget: other work on the machine is not the page's."""
    for _ in range(most):
        started = perf_counter()
        assert client.get(reverse(view), {"area": area}).status_code == 200
        seconds = perf_counter() - started
        yield seconds
        if seconds < BUDGET:
            return


def test_the_rows_come_from_the_index_of_the_inbox_and_a_merge_reads_the_person_s_own(full):
    rows = queries._asked(queries.open_in(TOWN), Asked(), NOON).order_by("urgency", "due_at", "id")[:51]
    assert "ticket_inbox" in rows.explain()
    assert "ticket_by_person" in Ticket.objects.filter(person_id=make_id(SPRING, 7)).explain()


def test_the_list_of_key_needs_opens_in_time_too(full):
    town = client_of("town", TOWN)
    for area in (TOWN, SPRING):
        best = min(_until_in_time(town, area, view="needs:list"))
        print(f"key needs of {area}: {best * 1000:.0f} ms")  # noqa: T201
        assert best < BUDGET * crowd()
