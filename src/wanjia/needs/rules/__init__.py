"""Decisions of the room on plain values: reading chat, levels and clocks, what is similar, the books."""
