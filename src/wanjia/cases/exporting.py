"""Exposures as a workbook: what the district asks for, filled from what was written once."""

import io
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from openpyxl import Workbook

from wanjia.cases import reading
from wanjia.cases.refusals import WhyWanted
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.platform.sheetstream import Value, fill


def exposures_book(*, by: Actor, area: int, reason: str, now: datetime) -> bytes:
    """One row a visit, places with most cases first; cases by number, never by name. Raises WhyWanted."""
    require(by, Act.TRACE, area)
    if not reason.strip():
        raise WhyWanted
    rows = list(_rows(area))
    record(
        by=by, act="exposures.export", area=codes.desk_of(area), subject=f"area:{area}", reason=reason.strip()[:120],
        detail={"rows": len(rows)}, now=now,
    )  # fmt: skip
    return fill(_frame(), sheet=0, row=2, rows=rows)


def _rows(area: int) -> Iterator[list[Value]]:
    for place in reading.exposures(area):
        for visit in place.visits:
            yield [
                place.name, place.cases, f"{visit.case.year} {visit.case.label}", str(visit.case.committee),
                _stamp(visit.exposure.starts_at), _stamp(visit.exposure.ends_at), place.contacts, place.undecided,
                visit.exposure.written_by,
            ]  # fmt: skip


def _stamp(moment: datetime) -> str:
    return clock.local(moment).strftime("%Y-%m-%d %H:%M")


def _frame() -> bytes:
    book = Workbook()
    page = book.active
    if page is None:
        raise ValueError("a new workbook has a sheet")
    head = [_("Place"), _("Cases"), _("Case"), _("Area"), _("From"), _("Until"), _("Contacts"), _("Undecided"),
            _("Written by")]  # fmt: skip
    page.freeze_panes = "A2"
    page.append(head)
    page.append([0] * len(head))
    for cell in page[2]:
        cell.number_format = "@"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
