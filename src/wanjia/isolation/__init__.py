"""Isolation: under which rule somebody or a building is kept in, since when, until when, why, and what would lift it.

Words owned here: a *rule* is one version of what a plan said; an *order* puts a person or a household under one; a
*zone* puts a place under one; an *event* is what happened in a unit (a positive, a round without any). Phase, day and
lift date are always computed from these, for the smallest unit that the rule allows, and never written down.
"""
