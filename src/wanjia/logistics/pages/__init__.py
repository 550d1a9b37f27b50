"""The console's pages on boxes."""
