"""Sites and slots on the day: where and when people are called to be served, and how long the queue is.

Words owned here: a *site* has *lanes* and *posts* (entrance, waiting, registration, queue, sampling); a *slot* calls
one building or stair to a site for a time; a *label range* is the tube numbers that a site was given.
"""
