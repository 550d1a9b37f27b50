"""Notices: what residents and phones are told, each with its source and its date.

Words owned here: a *rule* says what holds in a place (one at a time, the narrowest area's); a *notice* is one thing to
know; either is *replaced* by a next version or *withdrawn*, never changed. What is printed on paper stays true of its
day: every version stays readable with from and until.

A *channel* is one way of saying it; *telling* is a round over the households of an area, whose proofs say by which
channel each was told; a *broadcast* was played or hung and tells nobody in particular (ADR 0026); a *chat group*
reaches the doors that are in it.
"""
