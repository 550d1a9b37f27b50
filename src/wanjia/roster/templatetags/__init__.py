"""Template tags about doors and the register."""
