"""Paper that counts the same: sheets that remember their rows, and how they come back by keyboard or scanner.

A row's event id is drawn from sheet and row, so a sheet that is entered twice changes nothing.
"""
