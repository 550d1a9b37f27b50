"""Logistics: tubes go into boxes, boxes from hand to hand to a laboratory, and somebody holds each of them at any time.

Words owned here: a *holder* is a courier, a laboratory or a depot; a *box* has a seal; a tube is *packed*; a
*signature* is one side of a *hand-over*, which has two; a *limit* says how long a link may take. State, custody and
alarms are always computed from the facts and never written down; what people did about an alarm is.
"""
