"""Boards of large areas: drawn by the worker, shown with their time, never waited for."""

from datetime import timedelta

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.chain.test_pages import world  # noqa: F401  a fixture
from tests.labs.ground import LATER, report
from tests.web.signed import RAIL, client_of
from tests.world import TOWN
from wanjia.flows import jobs
from wanjia.flows.chain import ahead, board, rounds_of
from wanjia.flows.models import DrawnBoard
from wanjia.kernel import clock

pytestmark = pytest.mark.django_db
CITY, DISTRICT = 999900000000, 999999000000


@pytest.fixture
def day(world, monkeypatch):  # noqa: F811
    """An abnormal tube, a tube that no laboratory signed for; and three people are many."""
    monkeypatch.setattr(ahead, "LIVE", 3)
    report(world["lab"], {"T-1": "positive", "T-4": "negative"})
    return world


@pytest.fixture
def shown(day, monkeypatch):
    """The city's page some minutes later, in words."""
    client = client_of("city", CITY, english=True)

    def look(minutes=0):
        monkeypatch.setattr(clock, "now", lambda: LATER + timedelta(minutes=minutes))
        return " ".join(client.get(reverse("web:chain"), {"area": CITY}).content.decode().split())

    return look


def asked():
    return [(job.args["area"], job.args["round_id"], job.priority) for job in ProcrastinateJob.objects.order_by("id")]


def test_a_board_is_the_same_after_it_was_kept(day):
    now = LATER + timedelta(hours=30)
    for round_ in (day["round"], None):
        assert ahead.draw(CITY, round_, now)
        assert ahead.last(CITY, round_).board == board(CITY, round_, now)
    kept = ahead.last(CITY, day["round"]).board
    assert kept.alarms
    assert kept.off
    assert kept.slowest is not None


def test_what_is_kept_names_no_resident(day):
    ahead.draw(CITY, day["round"], LATER)
    body = bytes(DrawnBoard.objects.get().body).decode()
    assert "王" not in body
    assert not any(str(person) in body for person in day["people"])


def test_a_subdistrict_is_read_at_once_however_many_live_there(day):
    rounds = rounds_of(TOWN, LATER)
    assert not ahead.is_large(TOWN, rounds)
    assert ahead.is_large(DISTRICT, rounds)
    seen = ahead.sight(TOWN, rounds[0], rounds, LATER)
    assert seen.board == board(TOWN, rounds[0], LATER)
    assert not seen.is_old(LATER + timedelta(days=1))


def test_a_small_city_is_read_at_once(day, monkeypatch):
    monkeypatch.setattr(ahead, "LIVE", 200_000)
    rounds = rounds_of(CITY, LATER)
    assert ahead.sight(CITY, rounds[0], rounds, LATER).board == board(CITY, rounds[0], LATER)
    assert ahead.due(LATER) == []


def test_the_first_look_has_it_drawn_and_says_so(day, shown):
    for _look in range(2):
        assert "This board is being drawn." in shown()
    assert asked() == [(CITY, day["round"].pk, 1)]


def test_the_last_drawing_is_shown_with_its_time_and_an_old_one_is_drawn_anew(day, shown):
    jobs.draw_board(CITY, day["round"].pk)
    assert "Of 15:00: reading so many tubes takes" in shown(1)
    assert asked() == []
    text = shown(3)
    assert "<b>1</b> pools abnormal" in text
    assert "does not agree" in text
    assert asked() == [(CITY, day["round"].pk, 1)]


def test_a_worker_that_does_not_run_is_named_where_the_board_gets_old(day, shown):
    jobs.draw_board(CITY, day["round"].pk)
    assert "The worker is not running" not in shown(1)
    assert "The worker is not running" in shown(3)


def test_looking_costs_the_same_however_many_tubes_there_are(day, django_assert_num_queries):
    jobs.draw_board(CITY, day["round"].pk)
    client = client_of("city", CITY)
    client.get(reverse("web:chain"), {"area": CITY})
    with django_assert_num_queries(RAIL + 9):
        client.get(reverse("web:chain"), {"area": CITY})


def test_asked_for_twice_it_is_drawn_once(day):
    assert ahead.draw(CITY, day["round"], LATER)
    assert not ahead.draw(CITY, day["round"], LATER + timedelta(seconds=90))
    assert ahead.draw(CITY, day["round"], LATER + timedelta(minutes=2))
    assert DrawnBoard.objects.get().at == LATER + timedelta(minutes=2)


def test_the_clock_asks_for_what_nobody_looks_at_the_widest_first(day):
    jobs.draw_boards(0)
    assert [area for area, _round, _priority in asked()] == [CITY, DISTRICT]
    ahead.draw(CITY, day["round"], LATER)
    assert [area for area, _round in ahead.due(LATER + timedelta(minutes=9))] == [DISTRICT]
    assert [area for area, _round in ahead.due(LATER + timedelta(minutes=10))] == [CITY, DISTRICT]


def test_a_drawing_of_yesterday_goes(day, monkeypatch):
    ahead.draw(CITY, None, LATER)
    monkeypatch.setattr(clock, "now", lambda: LATER + timedelta(hours=25))
    jobs.draw_boards(0)
    assert not DrawnBoard.objects.exists()


def test_boards_wait_in_a_queue_of_their_own(day):
    jobs.ask_board(CITY, None)
    assert [job.queue_name for job in ProcrastinateJob.objects.all()] == [jobs.BOARDS]
    assert jobs.draw_boards.queue == jobs.BOARDS
    others = [task.queue for name, task in jobs.app.tasks.items() if "board" not in name and "backlog" not in name]
    assert set(others) <= {jobs.MAIN, "builtin"}
