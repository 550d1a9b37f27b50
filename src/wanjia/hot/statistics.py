"""Telling the planner about rows that came in bulk: autovacuum would do so a minute later, and pages can't wait."""

from django.db import connection

DOORS = ("roster_building", "roster_household")
PEOPLE = ("roster_person", "roster_specialneed", "roster_identityindex")
SHEETS = ("coverage_sheet", "coverage_committeetotal")
FACTS = (
    "coverage_proof",
    "coverage_aside",
    "coverage_exemption",
    "coverage_attempt",
    "coverage_arrival",
    "coverage_tube",
)
CHAIN = ("logistics_box", "logistics_packed", "logistics_signature", "labs_result", "labs_recheck")


def refresh(tables: tuple[str, ...]) -> None:
    """ANALYZE, some hundred milliseconds a large table. May run inside a transaction."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ANALYZE {table}")
