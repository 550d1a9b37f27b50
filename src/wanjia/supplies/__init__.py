"""Supplies (保供): what came in, who is to have it, and what arrived at which door.

Words owned here: a *lot* is one batch of one good with its supplier, expiry and price; a *move* is a fact about a lot
(in, out, spoiled, returned, counted); a *delivery* is planned, then becomes a round over households; a *trip* carries
boxes of a delivery from one hand into another; a *group buy*, a *donation* and a *quota* end in lots and deliveries.
Who got something is never written down here: that is the round's proofs.
"""
