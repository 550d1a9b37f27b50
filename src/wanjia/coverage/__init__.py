"""Rounds, sheets, targets, proofs, gap: the engine that every room asks for its coverage.

open + done + excused + released = every target ever owed. Everything here keeps that equation.
"""
