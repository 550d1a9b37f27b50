"""The workbook that goes back: the sums, every row with its outcome, and the rows to correct as the file has them."""

import io
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from wanjia.platform.sheetstream import Value, fill
from wanjia.roster.importing.cells import cell_words
from wanjia.roster.importing.outcome import Outcome
from wanjia.roster.importing.pipeline import Pass
from wanjia.roster.importing.problems import Problem


def state_words() -> dict[str, str]:
    """The five outcomes in the language of the moment."""
    return {
        "created": _("created"), "updated": _("updated"), "unchanged": _("unchanged"), "queued": _("to decide"),
        "rejected": _("returned"),
    }  # fmt: skip


def skip_words() -> dict[str, str]:
    return {"blank": _("blank"), "comment": _("comment"), "header_again": _("header again"), "sum": _("sum")}


def build(walk: Pass, outcome: Outcome) -> bytes:
    """The report as xlsx, in the language of the moment. About 1 s per 100,000 rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _summary(book, walk, outcome)
    _rows(book)
    _returned(book, walk)
    out = io.BytesIO()
    book.save(out)
    filled = fill(out.getvalue(), sheet=1, row=2, rows=_row_lines(walk))
    return fill(filled, sheet=2, row=2, rows=_returned_lines(walk))


def _bold(sheet: Worksheet, words: Iterable[str]) -> None:
    sheet.append(list(words))
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)


def _summary(book: Workbook, walk: Pass, outcome: Outcome) -> None:
    sheet = book.create_sheet(_("Summary"))
    sheet.column_dimensions["A"].width = 40
    _bold(sheet, [walk.file])
    sheet.append([_("Rows of the file"), outcome.rows])
    for state, words in state_words().items():
        sheet.append([words, getattr(outcome, state)])
    sheet.append([_("New households"), outcome.households])
    sheet.append([_("New buildings"), outcome.buildings])
    sheet.append([_("Columns not imported"), "、".join(walk.header.unknown)])
    sheet.append([])
    _bold(sheet, [_("Rows that are no data"), _("Why")])
    for number, why in walk.ledger.skipped[:1000]:
        sheet.append([number, skip_words()[why]])
    for code, count in walk.ledger.notes_beyond.items():
        sheet.append([_("More notes: %(code)s") % {"code": code}, count])


def _rows(book: Workbook) -> None:
    sheet = book.create_sheet(_("Every row"))
    sheet.freeze_panes = "A2"
    for column, width in zip("ABCDEF", (8, 10, 16, 24, 40, 44), strict=True):
        sheet.column_dimensions[column].width = width
    _bold(sheet, [_("Row"), _("Outcome"), _("Column"), _("In the file"), _("What"), _("What to do")])
    sheet.append([0])


def _row_lines(walk: Pass) -> Iterator[Sequence[Value]]:
    by_row, words = _by_row(walk), state_words()
    for row in sorted(walk.ledger.states):
        yield row, words[walk.ledger.states[row]], *(_told(by_row[row]) if row in by_row else ())


def _by_row(walk: Pass) -> dict[int, list[Problem]]:
    found: dict[int, list[Problem]] = {}
    for problem in walk.ledger.sorted_problems():
        found.setdefault(problem.row, []).append(problem)
    return found


def _told(problems: Sequence[Problem]) -> list[str]:
    return [
        "；".join(dict.fromkeys(filter(None, (getattr(problem, name) for problem in problems))))
        for name in ("column", "value", "what", "advice")
    ]


def _returned(book: Workbook, walk: Pass) -> None:
    """Rejected and queued rows with their own cells: corrected, this sheet can be imported as it is."""
    sheet = book.create_sheet(_("To correct"))
    _bold(sheet, [*walk.header.names, "", _("Row"), _("What"), _("What to do")])
    sheet.append([0])


def _returned_lines(walk: Pass) -> Iterator[Sequence[Value]]:
    by_row, width = _by_row(walk), len(walk.header.names)
    for number, cells in walk.rows_in("rejected", "queued"):
        _column, _value, what, advice = _told(by_row.get(number, []))
        own = [_plain(cell) for cell in (*cells, *[""] * width)[:width]]
        yield [*own, "", number, what, advice]


def _plain(cell: object) -> Value:
    """The cell as it was, but for long numbers and dates, which become texts."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) < 10**9:
        return cell
    return cell if isinstance(cell, str) else cell_words(cell)
