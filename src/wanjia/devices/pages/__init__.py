"""The console's pages on devices, by subject."""
