"""Real workbooks made in memory, and the shortest way to import them."""

import csv
import io
from datetime import date

from openpyxl import Workbook

from tests.world import HAND, NOON, SPRING, areas
from wanjia.kernel.identity import complete
from wanjia.roster.importing import services

HEADER = ("姓名", "身份证号", "联系电话", "小区", "楼栋", "室号")


def number(born_on="19410306", serial=2):
    """An identity number that nobody can have."""
    return complete(f"999901{born_on}{serial:03}")


def xlsx(rows, *, header=HEADER, above=(), below=(), merges=(), sheet="名册"):
    """Titles above the header, comments below it, then the rows. merges: ranges as A3:A5."""
    book = Workbook()
    page = book.active
    page.title = sheet
    for row in (*above, header, *below, *rows):
        page.append(list(row))
    for merge in merges:
        page.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def comma(rows, *, header=HEADER, encoding="utf-8"):
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode(encoding)


def bring(content, *, area=SPRING, policy="queue", now=NOON, name="名册.xlsx"):
    """Start and commit; the outcome."""
    areas()
    batch = services.start(by=HAND, area=area, file_name=name, content=content, now=now)
    batch.policy = policy
    return services.commit(batch, by=HAND, now=now)


def bring_batch(content, *, area=SPRING, policy="queue", now=NOON, name="名册.xlsx"):
    """The same, giving the import as well."""
    areas()
    batch = services.start(by=HAND, area=area, file_name=name, content=content, now=now)
    batch.policy = policy
    outcome = services.commit(batch, by=HAND, now=now)
    return batch, outcome


def adds_up(outcome):
    return outcome.rows == (outcome.created + outcome.updated + outcome.unchanged + outcome.queued + outcome.rejected)


def codes(outcome):
    return [problem.code for problem in outcome.problems]


def a_row(name="王春兰", document=None, phone="12000002218", compound="春和一村", building="3号楼", room="502"):
    return (name, number() if document is None else document, phone, compound, building, room)


BORN = date(1941, 3, 6)
