"""Template tags about cases and transfers."""
