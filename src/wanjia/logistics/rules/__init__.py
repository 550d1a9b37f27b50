"""Decisions of logistics as pure functions of values."""
