"""Template tags of logistics."""
