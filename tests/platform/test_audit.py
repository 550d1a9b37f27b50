"""The log is append-only and chained: what was written can't be changed unseen."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.world import NOON, SPRING, SUMMER
from wanjia.platform import audit
from wanjia.platform.access import Actor
from wanjia.platform.models import AuditEntry, AuditStrand

pytestmark = pytest.mark.django_db
LIN = Actor(7, "林谷雨", ())


def write(count=3, area=SPRING):
    for number in range(count):
        audit.record(by=LIN, act="person.read", area=area, subject=f"person:{number}", reason="打电话", now=NOON)


def without_trigger(statement, *values):
    """What somebody with the database's own rights could do."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE platform_auditentry DISABLE TRIGGER audit_is_append_only")
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE platform_auditentry ENABLE TRIGGER audit_is_append_only")


def test_a_line_says_who_did_what_where_why_and_when():
    write(1)
    line = AuditEntry.objects.get()
    assert (line.who, line.act, line.area, line.reason, line.at) == ("林谷雨", "person.read", SPRING, "打电话", NOON)


def test_an_untouched_log_agrees():
    write(5)
    write(2, SUMMER)
    assert list(audit.broken()) == []


@pytest.mark.parametrize("statement", ["UPDATE platform_auditentry SET who = 'x'", "DELETE FROM platform_auditentry"])
def test_the_database_itself_refuses_to_change_a_line(statement):
    write(1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_changed_line_is_named():
    write(3)
    without_trigger("UPDATE platform_auditentry SET reason = 'x' WHERE number = %s", 2)
    assert list(audit.broken()) == [f"area {SPRING}: line 2 was changed"]


def test_a_line_taken_out_of_the_middle_is_named():
    write(3)
    without_trigger("DELETE FROM platform_auditentry WHERE number = %s", 2)
    assert list(audit.broken()) == [f"area {SPRING}: line 2 is missing"]


def test_lines_cut_off_at_the_end_are_named():
    write(3)
    without_trigger("DELETE FROM platform_auditentry WHERE number > %s", 1)
    assert list(audit.broken()) == [f"area {SPRING}: 2 line(s) are missing at the end"]


def test_a_head_moved_back_does_not_hide_the_cut():
    write(3)
    without_trigger("DELETE FROM platform_auditentry WHERE number > %s", 2)
    AuditStrand.objects.update(length=2)
    assert list(audit.broken()) == [f"area {SPRING}: the head does not fit the last line"]


def test_a_line_that_no_head_knows_is_named():
    write(3)
    AuditStrand.objects.update(length=2, hash=AuditEntry.objects.get(number=2).hash)
    assert list(audit.broken()) == [f"area {SPRING}: 1 line(s) after the head"]


def test_a_line_written_while_somebody_checks_is_no_alarm():
    write(3)
    read = AuditStrand.objects.get(area=SPRING)
    write(1)
    assert list(audit._broken_in(read)) == []
