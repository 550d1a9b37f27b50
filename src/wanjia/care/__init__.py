"""Care: who must be heard of every day, who looks after them, and what happens when nobody answers.

Words owned here: a *care rule* says who is called or visited how often; a *carer* has a list of people and a second
person for it; a *ladder* climbs from an unanswered check to 120 and never ends without an outcome (trap 21); a *care
plan* is one person's page; a *cover* stands in for an informal carer who is locked in elsewhere. The checks themselves
are rounds of coverage: calls and visits are their proofs and attempts.
"""
