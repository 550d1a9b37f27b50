"""Cases and transfers: who was found positive by a test of their own, whom they met, and where they are taken.

Words owned here: a *case* is one person with a single positive, never a pool; a *contact* is proposed with its reasons
and decided by a person; an *exposure* is a place and a time of an interview; a *transfer* is the way from a door to a
bed, each end confirmed by a named person; a *stay* is one person in one bed. Positives = transferred + waiting +
cleared on recheck + withdrawn, at every moment.
"""
