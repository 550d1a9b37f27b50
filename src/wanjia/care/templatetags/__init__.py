"""Template tags about care."""
