"""Is something too dear: a price against its reference (domain I6, I16)."""

CEILING = 20  # per cent above the reference at which somebody is to look


def over(price_fen: int | None, reference_fen: int | None) -> int | None:
    """Per cent above the reference, rounded down; below it negative. None where one of the two is not known."""
    if price_fen is None or not reference_fen:
        return None
    return (price_fen - reference_fen) * 100 // reference_fen


def is_dear(price_fen: int | None, reference_fen: int | None) -> bool:
    """Nothing is dear that nobody has a reference for: that is told beside it."""
    if price_fen is None or not reference_fen:
        return False
    return price_fen * 100 > reference_fen * (100 + CEILING)
