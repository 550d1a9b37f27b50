"""Pages of medical access."""
