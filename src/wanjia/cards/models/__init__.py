"""Tables of cards, by subject."""
