"""Cards: the signed code of each person and household, printed, delivered, lost, replaced.

Words owned here: a *card* is one code of one subject, good for thirty days; its *tag* is what the code says, its
*short* the eight digits to type. A card is *cancelled*, never deleted.
"""
