"""Console pages of isolation."""
