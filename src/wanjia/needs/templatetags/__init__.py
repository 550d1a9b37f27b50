"""Template tags of needs."""
