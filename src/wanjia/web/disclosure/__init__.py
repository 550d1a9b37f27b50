"""What hangs in a stairwell: counts and work done, the rule in force with its source. Never a room, never a name."""
