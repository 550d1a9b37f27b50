"""The console's pages on cards, by subject."""
