"""Filters of the pages on supplies."""
