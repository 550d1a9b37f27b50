"""Template tags of isolation."""
