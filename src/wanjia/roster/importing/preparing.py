"""What the page shows of a file before anything is checked: its columns, a masked sample of each, what was skipped."""

from collections.abc import Mapping
from itertools import islice

from wanjia.kernel.masking import mask_document, mask_name
from wanjia.roster.importing.cells import cell_words
from wanjia.roster.importing.headers import Header, corrected, why_no_data
from wanjia.roster.importing.outcome import shown
from wanjia.roster.importing.reading import Sheet

_SAMPLED = 40  # rows below the header in which a column's first value is looked for


def describe(sheet: Sheet, header: Header, corrections: Mapping[str, str]) -> dict[str, object]:
    """ImportBatch.mapping: {sheet, encoding, merged, row, columns: [{name, field, sample}], unknown, corrections}."""
    fitted = corrected(header, corrections)
    samples = _samples(sheet, fitted)
    return {
        "sheet": sheet.name, "encoding": sheet.encoding, "merged": sheet.merges, "row": header.row,
        "columns": [
            {"name": name, "field": fitted.fields.get(at, ""), "sample": samples.get(at, "")}
            for at, name in enumerate(fitted.names)
        ],
        "unknown": fitted.unknown, "corrections": dict(corrections),
    }  # fmt: skip


def _samples(sheet: Sheet, header: Header) -> dict[int, str]:
    found: dict[int, str] = {}
    for number, cells in islice(sheet.rows(), header.row + _SAMPLED):
        if number > header.row and not why_no_data(cells, header, number):
            for at, cell in enumerate(cells):
                if at not in found and cell_words(cell):
                    found[at] = sample(header.fields.get(at, ""), cell)
    return found


def sample(field: str, cell: object) -> str:
    """A cell's value masked by what it is, or by what it looks like when nobody knows."""
    if field:
        return shown("name" if field == "head_name" else field, cell)
    words = cell_words(cell)
    if sum(character.isdecimal() for character in words) >= 7:
        return mask_document(words)
    return mask_name(words) if 2 <= len(words) <= 4 and not words.isascii() else words[:20]
