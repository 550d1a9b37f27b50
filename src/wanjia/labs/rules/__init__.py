"""What laboratories decide, as pure functions of values."""
