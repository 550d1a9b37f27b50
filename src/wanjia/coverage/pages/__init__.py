"""The console's pages on rounds: the list, one round, its gap, strangers, changes, sheets. A file a subject."""
