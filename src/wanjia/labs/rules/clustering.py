"""Too many positives in one place: more than chance lets happen once in ten thousand (trap 14).

The thirteen false positives of one compound in spring 2022 came from one laboratory; here they would have stood out in
its run before anybody was moved. An outbreak in one building stands out too: the alarm asks, a person answers.
"""

import math

FEWEST = 4  # positive tubes; below that a household explains it
UNLIKELY = 1e-4
FLOOR = {True: 0.01, False: 0.1}  # share taken as usual at least: of pools; of single swabs, which come of such pools


def expected(*, others_positive: int, others: int, tubes: int, is_pool: bool) -> float:
    """How many positives the rest of the day would let one expect among so many tubes."""
    usual = others_positive / others if others > 0 else 0.0
    return tubes * max(usual, FLOOR[is_pool])


def tail(at_least: int, mean: float) -> float:
    """P(X >= at_least) for X ~ Poisson(mean). Exact sum of the terms below; mean >= 0, at_least >= 0."""
    term, below = math.exp(-mean), 0.0
    for number in range(at_least):
        below += term
        term *= mean / (number + 1)
    return max(0.0, 1.0 - below)


def is_cluster(*, positives: int, mean: float) -> bool:
    """True when it has to be looked at before anybody is moved."""
    return positives >= FEWEST and tail(positives, mean) < UNLIKELY
