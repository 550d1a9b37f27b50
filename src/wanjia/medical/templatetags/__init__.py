"""Template tags about medical access."""
