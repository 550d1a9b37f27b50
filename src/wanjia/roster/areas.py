"""Loading the area tree from a CSV of 12-digit statistical codes: Shanghai's own, or any other city's."""

import csv
import io
from importlib.resources import files

from django.db import transaction
from django.db.models import Max, Min
from django.utils.translation import gettext_lazy as _

from wanjia.kernel.area import Level, desk_of, level_of, parent_of, smallest_over
from wanjia.kernel.errors import BadInput
from wanjia.platform.words import say
from wanjia.roster.models import Area, Building

COLUMNS = ("code", "name")


class BadAreaFile(BadInput):
    """The file is no list of areas; facts name the row and the field."""

    code = "roster.bad_area_file"


say(BadAreaFile.code, _("%(file)s, row %(row)s, column %(field)s: “%(value)s” %(why)s. Nothing was loaded."))


def shanghai() -> tuple[str, bytes]:
    """Name and content of the tree that comes with wanjia: 16 districts, 234 towns, 6,509 committees."""
    file = files("wanjia.roster") / "data" / "shanghai_areas.csv"
    return file.name, file.read_bytes()


@transaction.atomic
def load(file_name: str, content: bytes) -> int:
    """Adds and renames areas; removes none. All or nothing. Returns how many the file has.

    Columns `code,name` and, when there, `name_en,kind`. Every area's parent has to be in the file or in the
    database. Raises BadAreaFile with row and field.
    """
    rows = [_area(file_name, number, row) for number, row in enumerate(_rows(file_name, content), start=2)]
    _check_parents(file_name, rows)
    Area.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=["name", "name_en", "kind", "level"],
        batch_size=5000,
    )  # fmt: skip
    return len(rows)


def whole() -> int | None:
    """The smallest area over every building of the register, a committee at the least. None: empty, or two provinces.

    One query at both ends of an index: all buildings below an area lie in one range of keys.
    """
    ends = Building.objects.aggregate(first=Min("key"), last=Max("key"))
    return smallest_over(desk_of(ends["first"]), desk_of(ends["last"])) if ends["first"] else None


def _rows(file_name: str, content: bytes) -> list[dict[str, str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    reader = csv.DictReader(io.StringIO(text))
    for column in COLUMNS:
        if column not in (reader.fieldnames or ()):
            raise BadAreaFile(file=file_name, row=1, field=column, value="", why=str(_("is missing")))
    return list(reader)


def _area(file_name: str, number: int, row: dict[str, str]) -> Area:
    code, name = (row["code"] or "").strip(), (row["name"] or "").strip()
    if not (code.isdecimal() and len(code) == 12 and code[0] != "0"):
        raise BadAreaFile(file=file_name, row=number, field="code", value=code, why=str(_("is not a 12-digit code")))
    if not name:
        raise BadAreaFile(file=file_name, row=number, field="name", value="", why=str(_("is empty")))
    return Area(
        code=int(code), name=name, name_en=(row.get("name_en") or "").strip(), kind=(row.get("kind") or "").strip(),
        level=level_of(int(code)),
    )  # fmt: skip


def _check_parents(file_name: str, rows: list[Area]) -> None:
    known = {area.code for area in rows} | set(Area.objects.values_list("code", flat=True))
    for number, area in enumerate(rows, start=2):
        if area.level > Level.PROVINCE and parent_of(area.code) not in known:
            raise BadAreaFile(
                file=file_name, row=number, field="code", value=area.code, why=str(_("has no parent in the file"))
            )
