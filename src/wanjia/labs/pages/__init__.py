"""Pages on laboratories."""
