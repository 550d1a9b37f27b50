"""The console's pages on rounds, by subject: the list and one round, its gap, strangers, changes, signatures, sheets."""
