"""What one room's event means for another. `wiring.py` is the whole list."""
