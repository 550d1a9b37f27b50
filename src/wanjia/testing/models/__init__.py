"""Tables of testing, by subject."""
