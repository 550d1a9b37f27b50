"""Notices: what residents and phones are told, each with its source and its date.

Words owned here: a *rule* says what holds in a place (one at a time, the narrowest area's); a *notice* is one thing to
know; either is *replaced* by a next version or *withdrawn*, never changed. What is printed on paper stays true of its
day: every version stays readable with from and until.
"""
