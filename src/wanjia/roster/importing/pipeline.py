"""From a sheet to staged and matched entries. Used by preview, commit and doubts alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from wanjia.hot import roster as hot
from wanjia.kernel.area import Level, Span, buildings_under, codes_under, level_of
from wanjia.roster.importing.headers import Header, why_no_data
from wanjia.roster.importing.outcome import Ledger
from wanjia.roster.importing.places import Places, Unclear
from wanjia.roster.importing.problems import KINDS
from wanjia.roster.importing.reading import Sheet
from wanjia.roster.importing.refusals import AreaTooWide, NoCommitteeColumn, NoRows, UnknownArea
from wanjia.roster.importing.rows import Entry, pick, read_row
from wanjia.roster.importing.staging import Progress, is_matchable, staged
from wanjia.roster.models.places import Area, Building, Compound

_KEEP = 20_000  # rows whose cells are held in memory rather than read again
_STEP = 2000  # rows between two words about progress


def places_of(area: int) -> Places:
    """What is known of the area's compounds and buildings. Three queries. Raises AreaTooWide, UnknownArea."""
    if level_of(area) not in (Level.TOWN, Level.COMMITTEE):
        raise AreaTooWide(area=area)
    span = codes_under(area)
    committees = list(
        Area.objects.filter(code__range=span, level=Level.COMMITTEE).order_by("code").values_list("code", "name")
    )
    if not committees:
        raise UnknownArea(area=area)
    places = Places(committees)
    compounds = Compound.objects.filter(part__range=span).order_by("code").values_list("code", "name", "address")
    for code, name, address in compounds:
        places.know_compound(code, name, address)
    for key, name in Building.objects.filter(part__range=span).order_by("key").values_list("key", "name"):
        places.know_building(key, name)
    return places


def locate(entry: Entry, places: Places, area: int) -> int:
    """The key of the entry's building; 0, and a remark on the entry, when it has none."""
    committee = places.committee(entry.committee)
    if committee is None and level_of(area) == Level.COMMITTEE:
        entry.remark("committee", "other_committee", entry.committee)
        committee = area
    if committee is None:
        entry.remark("committee", "committee_unknown", entry.committee)
    if committee is None or entry.verdict not in ("", "id_digits_lost"):
        return 0
    try:
        return places.key(committee, entry.door)
    except Unclear as why:
        entry.remark("compound", why.code, entry.door.compound or entry.door.written)
        return 0


@dataclass(slots=True)
class Pass:
    """One walk through one file."""

    sheet: Sheet
    header: Header
    area: int
    file: str
    today: date
    places: Places
    ledger: Ledger = field(default_factory=Ledger)
    needs: list[tuple[int, int, str, str]] = field(default_factory=list)
    lost: dict[int, object] = field(default_factory=dict)  # rows whose document lost digits, and what stands there
    has_rows: bool = False
    kept: list[tuple[int, Sequence[object]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if level_of(self.area) == Level.TOWN and "committee" not in self.header.columns:
            raise NoCommitteeColumn(file=self.file, area=self.area)

    @property
    def span(self) -> Span:
        return buildings_under(self.area)

    def rows(self) -> Iterator[tuple[int, Sequence[object]]]:
        """Every row below the header, with its number. May be walked again."""
        columns = self.header.columns
        alone = frozenset(at for name in ("name", "document", "born_on") for at in columns.get(name, ()))
        return ((number, cells) for number, cells in self.sheet.rows(alone) if number > self.header.row)

    def rows_in(self, *states: str) -> Iterator[tuple[int, Sequence[object]]]:
        """The rows that came to one of these outcomes. Those to decide or to return are kept while they are few."""
        wanted = set(self.ledger.rows_in(states))
        if not wanted:
            return iter(())
        odd = set(self.ledger.rows_in(("queued", "rejected")))
        if not self.kept and len(odd) <= _KEEP:
            self.kept = [line for line in self.rows() if line[0] in odd]
        source = self.kept if wanted <= {number for number, _cells in self.kept} else self.rows()
        return (line for line in source if line[0] in wanted)

    def stage(self, progress: Progress) -> None:
        """Reads every row and copies what can be matched into the staging tables."""
        hot.stage(self._staged(max(1, self.sheet.height - self.header.row), progress), self.needs)
        if not self.has_rows:
            raise NoRows(file=self.file, sheet=self.sheet.name, row=self.header.row)

    def match(self, policy: str) -> None:
        """Settles every staged row."""
        hot.match(self.span, policy)
        for verdict in hot.verdicts():
            self.ledger.settle(verdict.row, verdict.state)
            if verdict.code:
                field_ = "document" if verdict.code.startswith("id_digits") else "name"
                value = self.lost[verdict.row] if field_ == "document" else verdict.name
                self.ledger.remark(verdict.row, self.column_name(field_), verdict.code, value, field_)

    def _staged(self, total: int, progress: Progress) -> Iterator[Sequence[object]]:
        columns, done = self.header.columns, 0
        for number, cells in self.rows():
            done += 1
            reason = why_no_data(cells, self.header, number)
            if reason:
                self.ledger.skipped.append((number, reason))
                continue
            self.has_rows = True
            yield from self._stage_row(number, read_row(pick(cells, columns), self.today))
            if done % _STEP == 0:
                progress(done, total, "reading")
        progress(total, total, "reading")

    def _stage_row(self, number: int, entries: list[Entry]) -> Iterator[Sequence[object]]:
        for item, entry in enumerate(entries):
            key = locate(entry, self.places, self.area)
            if item == 0:
                self._write_down(number, entry)
            if not is_matchable(entry):
                self.ledger.settle(number, KINDS[entry.verdict].grave)
                continue
            self.needs += [(number, item, kind, detail) for kind, detail in entry.needs]
            yield staged(number, item, key, entry)

    def _write_down(self, number: int, entry: Entry) -> None:
        for field_, code, value in entry.remarks:
            if code == "id_digits_lost" and entry.verdict == code:
                self.lost[number] = value  # the matching says what becomes of it
            else:
                self.ledger.remark(number, self.column_name(field_), code, value, field_)

    def column_name(self, field_: str) -> str:
        """The file's own word for the column; "" where it has none."""
        places = self.header.columns.get(field_, [])
        return self.header.names[places[0]] if places else ""
