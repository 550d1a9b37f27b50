"""Pages on notices."""
