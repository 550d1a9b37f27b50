"""SQL by hand, and the only package that may touch a cursor.

Each function shows its SQL, has a slow twin in plain Django (`coverage.queries`, tests) and an EXPLAIN test.
Statements name `part` on every distributed table that they change.
"""
