"""The board of many tubes costs as much more as there are more of them, and not the square of it."""

from time import perf_counter

import pytest
from django.db import connection

from tests.crowd import crowd
from tests.labs.ground import a_lab
from tests.world import SPRING, TOWN, a_building, a_round
from wanjia.benches import boxes
from wanjia.hot import found
from wanjia.kernel import clock
from wanjia.kernel.area import codes_under

pytestmark = pytest.mark.django_db
TUBES, REPORTED = 12_000, 11_000
_TUBES = """
    INSERT INTO coverage_tube (part, event_id, round_id, code, place, members, capacity, seen_at, received_at, device,
                               recorded_by, flags)
    SELECT %(part)s + n %% 40, md5('t' || n)::uuid, %(round)s, 'T-' || n, %(part)s + n %% 40, ARRAY[n::bigint], 10,
           now(), now(), '', '', '{}'
    FROM generate_series(1, %(tubes)s) n"""
_RESULTS = """
    INSERT INTO labs_result (part, tube_id, version, round_id, value, is_pool, lab_id, report_id, well, tested_at,
                             received_at, reason, flags)
    SELECT %(part)s + n %% 40, md5('t' || n)::uuid, 1, %(round)s, 'negative', true, %(lab)s, gen_random_uuid(), '',
           now(), now(), '', '{}'
    FROM generate_series(1, %(reported)s) n"""


@pytest.fixture
def labs():
    """Two laboratories; the first has all boxes, and has reported all tubes but a thousand."""
    lab, other = a_lab(), a_lab("示范实验室")
    a_building()
    values = {
        "part": SPRING, "round": a_round().pk, "tubes": TUBES, "reported": REPORTED, "lab": lab.id, "labs": [lab.id],
        "committees": [SPRING + n for n in range(40)], "in_box": boxes.IN_BOX,
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in (_TUBES, _RESULTS, boxes._BOXES, boxes._PACKED, boxes._SIGNED):
            cursor.execute(statement, values)
        cursor.execute("ANALYZE coverage_tube, labs_result, logistics_box, logistics_packed, logistics_signature")
    return lab, other


def test_what_laboratories_have_in_hand_is_found_without_comparing_each_tube_with_each_result(labs):
    span, began = codes_under(TOWN), perf_counter()
    (row,) = found.in_test(span, span, None, clock.now())
    took = perf_counter() - began
    assert (row.lab, row.tubes) == (labs[0].id, TUBES - REPORTED)
    assert took < 1.5 * crowd()  # 6 s before, when each was compared with each


def test_a_laboratory_hears_of_its_own_tubes_only(labs):
    lab, other = labs
    assert found.waiting([lab.id, other.id], clock.now()) == {lab.id: TUBES - REPORTED}
    assert found.waiting([other.id], clock.now()) == {}
