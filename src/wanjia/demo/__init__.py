"""The demo world: 万安街道, a subdistrict that does not exist, with people and numbers that can't be anyone's.

`houses` and `people` draw it (pure, seeded), `workbook` writes it as a roster with real-world defects, `world` loads
it through the same doors that a committee uses.
"""
