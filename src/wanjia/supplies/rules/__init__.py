"""Rules of supplies: pure decisions on values."""
