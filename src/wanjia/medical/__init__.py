"""Medical access: who has to be at which hospital when, how they get there and back, and medicine fetched for others.

Words owned here: an *appointment* is one visit, a *course* repeats it; a *trip* has four stations, each confirmed by
who gives and who takes; a *pass* is a signed code for the green channel; a *medicine order* is a record book and a
card that leave a home and come back with what was prescribed. Nothing here ever waits for a test result (trap 16).
"""
