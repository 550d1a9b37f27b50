"""Locks by name, held until the transaction ends."""

import zlib

from django.db import connection


def hold(name: str) -> None:
    """Waits for whoever holds the name. Two imports into one subdistrict come one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x77616E, zlib.crc32(name.encode()) - 2**31])


def share_round(round_id: int) -> None:
    """Keeps the round as it is until the transaction ends; many may do so at once, and whoever signs it waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM coverage_round WHERE id = %s FOR SHARE", [round_id])
