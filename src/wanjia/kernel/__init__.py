"""Pure values: area codes, ids, identity numbers, masking, errors. No Django, no I/O, no clock."""
