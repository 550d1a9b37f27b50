"""`wanjia needs …`: a chat log read into proposed tickets, counts of an area, climbing by the clock."""

from collections import Counter
from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.cli.desk import Command, area_option, as_json, require_area, say_line, show
from wanjia.kernel import clock
from wanjia.kernel.errors import BadInput
from wanjia.needs import catalogue, climbing, leading, proposing, queries, wording
from wanjia.needs.models import KindLead
from wanjia.needs.rules.catalogue import KindLine
from wanjia.needs.rules.parsing import Parsed
from wanjia.platform.words import say


class NotText(BadInput):
    """The file can't be read as text."""

    code = "needs.not_text"


say(NotText.code, gettext_lazy("%(file)s can't be read as text. Save it as UTF-8 or GBK."))


@click.group("needs", help=_("Needs: read a chat log, count the inbox, let tickets climb."))
def needs() -> None:
    """Reading never writes; tickets are opened in the console, under a name."""


@needs.command("parse", cls=Command, help=_("Read a chat log into proposed tickets. Writes nothing."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@area_option()
@as_json
def parse_(file: Path, area: int, as_json: bool) -> None:
    require_area(area)
    parsed = proposing.read_chat(_text(file))
    if as_json:
        show(told(parsed), json_wanted=True)
        return
    for one in parsed.tickets:
        door = "-".join(filter(None, (one.building, one.room))) or "?"
        click.echo(f"{one.line:>5}  {door:<10}  {one.kind:<9}  {one.urgency:<6}  {one.text}")
    left = Counter(one.why for one in parsed.ignored)
    say_line(_(", ").join(f"{wording.LEFT_OUT.get(why, why)} {count}" for why, count in left.most_common()))


def _text(file: Path) -> str:
    """UTF-8 with or without its mark, else GBK. Raises NotText."""
    content = file.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotText(file=file.name, row="", field="", why="")


def told(parsed: Parsed) -> dict[str, object]:
    """What `--json` prints."""
    return {
        "tickets": [
            {
                "line": one.line, "building": one.building, "room": one.room, "kind": one.kind,
                "urgency": one.urgency,
                "items": [{"what": thing.what, "count": thing.count, "unit": thing.unit} for thing in one.items],
                "text": one.text,
            }
            for one in parsed.tickets
        ],
        "ignored": [{"line": one.line, "why": one.why, "text": one.text} for one in parsed.ignored],
    }  # fmt: skip


@needs.command("counts", cls=Command, help=_("Open tickets and the books of an area."))
@area_option()
@as_json
def counts_(area: int, as_json: bool) -> None:
    require_area(area)
    found, books = queries.counts(area, clock.now()), queries.balance(area)
    figures: dict[str, object] = {"opened": books.opened, "open": books.open, "late": found.late}
    figures |= {f"closed_{outcome}": count for outcome, count in books.closed.items()}
    show(figures | {"balances": books.is_even}, json_wanted=as_json)


@needs.command("list", cls=Command, help=_("The list of key needs: per kind open, late, came in, closed, lead, trend."))
@area_option()
@as_json
def list_(area: int, as_json: bool) -> None:
    require_area(area)
    held, found = leading.leads(area), catalogue.catalogue(area, clock.now())
    if as_json:
        show({"kinds": [_kind(line, held.get(line.kind)) for line in found]}, json_wanted=True)
        return
    for line in found:
        lead = held.get(line.kind)
        figures = f"{line.open:>6}  {line.late:>6}  {line.today.came:>5} / {line.today.closed:<5}"
        click.echo(f"{line.kind:<9}  {figures}  {lead.who if lead else '-'}")


def _kind(line: KindLine, lead: KindLead | None) -> dict[str, object]:
    """What `--json` prints for one kind: before + came - closed = open, for today and for seven days."""
    return {
        "kind": line.kind, "open": line.open, "late": line.late, "trend": list(line.trend),
        "oldest": line.oldest.isoformat() if line.oldest else None,
        "today": {"before": line.today.before, "came": line.today.came, "closed": line.today.closed},
        "week": {"before": line.week.before, "came": line.week.came, "closed": line.week.closed},
        "lead": lead.who if lead else None, "area": str(lead.area) if lead else None,
        "until": lead.until.isoformat() if lead and lead.until else None,
    }  # fmt: skip


@needs.command("climb", cls=Command, help=_("Let tickets go up whose level has had them too long, as the worker does."))
@as_json
def climb_(as_json: bool) -> None:
    show({"climbed": climbing.climb(clock.now())}, json_wanted=as_json)
