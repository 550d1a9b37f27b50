"""Which parts have sheets in an area: nearly always the committees' own, and those of the few who moved in (ADR 0004).

Every statement over sheets starts from here, so that it reads the sheets of these parts by their key and no other.
"""

PARTS = """
    (SELECT DISTINCT t.part FROM coverage_committeetotal t
     WHERE t.round_id = %(round)s AND t.committee BETWEEN %(low)s / 1000000 AND %(high)s / 1000000)"""
SHEETS = f"""
    FROM {PARTS} near JOIN coverage_sheet s
      ON s.part = near.part AND s.round_id = %(round)s AND s.building_key BETWEEN %(low)s AND %(high)s"""
