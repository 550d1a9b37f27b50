"""The console's pages on testing, by subject."""
