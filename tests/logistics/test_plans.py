"""What custody asks of the database: every statement walks the keys of its area and scans no table of facts whole."""

import pytest
from django.db import connection

from tests.coverage.test_hot import plan
from tests.world import NOON, a_building, a_round
from wanjia.hot import custody
from wanjia.kernel.area import Span, codes_under
from wanjia.logistics.linking import where_of
from wanjia.logistics.models import Box, Signature

pytestmark = pytest.mark.django_db
DISTRICT, TOWNS, BOXES, IN_BOX = 999999000000, 40, 25, 8
COMMITTEE = DISTRICT + 7001
LIMITS = {Span(0, 10**12): 240}

# a committee in each of forty towns: 1,000 boxes of eight tubes, each box given and taken once
_BOXES = """
    INSERT INTO logistics_box (id, part, code, round_id, place, site, made_at, made_by, seal, sealed_at, sealed_by,
        lost_reason, lost_note, lost_by, lost_second_by, reopened, found_note, found_by, ended_by, end_note)
    SELECT gen_random_uuid(), %(district)s + t * 1000 + 1, 'B' || t || '-' || n, %(round)s, %(district)s + t * 1000 + 1,
        '', %(now)s::timestamptz - interval '2 hours', 'x', '', %(now)s::timestamptz - interval '1 hour', 'x', '', '',
        '', '', '{}', '', '', '', ''
    FROM generate_series(1, %(towns)s) t, generate_series(1, %(boxes)s) n"""
_TUBES = """
    INSERT INTO coverage_tube (part, event_id, round_id, code, place, members, capacity, seen_at, received_at, device,
        recorded_by, flags)
    SELECT x.part, gen_random_uuid(), x.round_id, x.code || '-' || n, x.part, ARRAY[x.part * 1000000 + n], 10,
        x.made_at, x.made_at, '', '', '{}' FROM logistics_box x, generate_series(1, %(in_box)s) n"""
_PACKED = """
    INSERT INTO logistics_packed (part, event_id, box_id, code, is_out, seen_at, received_at, device, recorded_by,
        flags)
    SELECT x.part, gen_random_uuid(), x.id, x.code || '-' || n, false, x.made_at, x.made_at, '', '', '{}'
    FROM logistics_box x, generate_series(1, %(in_box)s) n"""
_SIGNED = """
    INSERT INTO logistics_signature (part, event_id, box_id, side, holder_id, other_id, seal_seen, is_paper, seen_at,
        received_at, device, recorded_by, flags)
    SELECT x.part, gen_random_uuid(), x.id, side, NULL, NULL, '', false, x.sealed_at, x.sealed_at, '', '', '{}'
    FROM logistics_box x, unnest(ARRAY['gave', 'took']) side"""


@pytest.fixture
def ground(db):
    a_building()
    values = {
        "district": DISTRICT, "towns": TOWNS, "boxes": BOXES, "in_box": IN_BOX, "now": NOON, "round": a_round().pk,
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in (_BOXES, _TUBES, _PACKED, _SIGNED):
            cursor.execute(statement, values)
        cursor.execute("ANALYZE logistics_box, logistics_packed, logistics_signature, coverage_tube")
    return where_of(COMMITTEE, values["round"], NOON)


HOT = {
    "who was sampled": (custody.sampled, ["coverage_proof_pkey"]),
    "tubes and the boxes they lie in": (custody.tubes, ["coverage_tube_pkey", "packed_by_box"]),
    "tubes that wait": (lambda where: custody.waiting(where, 20), ["coverage_tube_pkey", "packed_by_box"]),
    "numbers that differ": (lambda where: custody.odd(where, 20), ["tube_by_code", "packed_by_box"]),
    "boxes by state": (lambda where: custody.boxes(where, LIMITS, NOON), ["box_by_round", "signature_by_box"]),
    "the oldest boxes": (lambda where: custody.oldest(where, LIMITS, NOON, 20), ["box_by_round", "signature_by_box"]),
    "hand-overs": (custody.hand_overs, ["box_by_round", "signature_by_box"]),
    "what laboratories counted": (custody.counted, ["box_by_round", "signature_by_box"]),
}


@pytest.mark.parametrize("what", HOT)
def test_a_statement_of_custody_walks_its_keys_and_scans_no_table(ground, what):
    ask, keys = HOT[what]
    text = plan(lambda: ask(ground))
    assert "Seq Scan" not in text
    for key in keys:
        assert key in text, text


def test_what_is_counted_is_the_committees_own(ground):
    assert Box.objects.count() == TOWNS * BOXES
    assert Signature.objects.count() == 2 * TOWNS * BOXES
    found = custody.tubes(ground)
    assert (found.closed, found.packed, found.waiting, found.twice) == (BOXES * IN_BOX, BOXES * IN_BOX, 0, 0)
    assert custody.waiting(ground, 20) == []
    assert custody.odd(ground, 20) == []
    assert sum(row.boxes for row in custody.boxes(ground, LIMITS, NOON)) == BOXES
    assert ground.span == codes_under(COMMITTEE)
