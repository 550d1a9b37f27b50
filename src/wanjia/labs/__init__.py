"""Laboratories and what they found: a result is kept once, on its tube, and reaches people by the tube's members.

Words owned here: a *laboratory* has hours and a capacity; a *run* is one plate in one machine; a *report* is one file
or one call with many results; a *result* has versions, and the newest is the one of record; a *loose result* fits no
tube; a *recheck* asks each member of an abnormal pool for a swab of their own; a *cluster* is more positives of one
laboratory, run or desk than chance explains.
"""
