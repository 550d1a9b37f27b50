"""`wanjia round …`: what the console does with rounds, for scripts and for a terminal."""

from datetime import datetime, timedelta

import click
from django.utils.translation import gettext as _

from wanjia.cli import comparing
from wanjia.cli.desk import Command, area_option, as_json, hand, require_area, say_line, show
from wanjia.coverage import presets, queries, rulings, signing
from wanjia.coverage.models import Round
from wanjia.coverage.rules import REASONS, Population
from wanjia.coverage.rulings import Ruling
from wanjia.coverage.services import NewRound, open_round
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound
from wanjia.roster.doors import Door, doors
from wanjia.roster.models import NeedKind


@click.group("round", help=_("Open rounds, count them, name the gap, amend, sign off."))
def round_() -> None:
    """The seven words of the engine."""


def _find(number: int) -> Round:
    found = Round.objects.select_related("obligation").filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def _counts(found: Round, area: int) -> dict[str, object]:
    counted = queries.tally(found, area)
    return {
        "owed": counted.owed, "done": counted.done, "excused": counted.excused, "released": counted.released,
        "open": counted.open, "strangers": queries.stranger_count(found, area),
    }  # fmt: skip


@round_.command("list", cls=Command, help=_("All rounds, the newest first."))
@as_json
def list_(as_json: bool) -> None:
    rows = [
        {
            "id": found.pk, "name": found.name, "obligation": found.obligation_id, "area": str(found.area),
            "state": found.state, "due_at": clock.local(found.due_at).isoformat(), **_counts(found, found.area),
        }
        for found in Round.objects.order_by("-pk")
    ]  # fmt: skip
    if as_json:
        show({"rounds": rows}, json_wanted=True)
    for row in [] if as_json else rows:
        click.echo(f"{row['id']:>4}  {row['state']:<9}  {row['open']:>7} / {row['owed']:<7}  {row['name']}")
    if not rows:
        say_line(_("No rounds yet. `wanjia round open nat --area CODE` opens one."))


@round_.command("open", cls=Command, help=_("Freeze who is owed what by when, and print the round's number."))
@click.argument("obligation")
@area_option()
@click.option("--name", help=_("Name of the round; the obligation's own by default."))
@click.option("--hours", type=float, help=_("Length; the obligation's usual one by default."))
@click.option("--due", type=click.DateTime(), help=_("Deadline in local time, instead of --hours."))
@click.option(
    "--need", "needs", multiple=True, type=click.Choice(NeedKind.values), help=_("Only people with this need.")
)
@click.option("--min-age", type=int, help=_("Only people of this age or older."))
@click.option("--max-age", type=int, help=_("Only people of this age or younger."))
@click.option("--empty-doors", is_flag=True, help=_("Rounds of doors: also flats where nobody is registered."))
@click.option("--reason", default="", help=_("Why the round is opened; kept in the log."))
@as_json
def open_(
    obligation: str, area: int, name: str | None, hours: float | None, due: datetime | None, needs: tuple[str, ...],
    min_age: int | None, max_age: int | None, empty_doors: bool, reason: str, as_json: bool,
) -> None:  # fmt: skip
    require_area(area)
    kind, now = presets.find(obligation), clock.now()
    due_at = due.replace(tzinfo=clock.LOCAL) if due else now + timedelta(hours=hours or kind.hours)
    asked = NewRound(
        obligation=kind.pk, name=name or kind.name, area=area, opens_at=now, due_at=due_at, reason=reason,
        population=Population(needs=needs, min_age=min_age, max_age=max_age, empty_doors=empty_doors),
    )  # fmt: skip
    opened = open_round(by=hand(), asked=asked, now=now)
    show({"id": opened.pk, "name": opened.name} | _counts(opened, area), json_wanted=as_json)


@round_.command("tally", cls=Command, help=_("Head-count of a round, for an area and for the areas below it."))
@click.argument("number", type=int)
@area_option(required=False)
@as_json
def tally(number: int, area: int | None, as_json: bool) -> None:
    found = _find(number)
    below = [
        {"area": str(branch.area), "owed": branch.tally.owed, "open": branch.tally.open, "signed_by": branch.signed_by}
        for branch in queries.branches(found, area or found.area)
    ]
    show(_counts(found, area or found.area) | {"below": below}, json_wanted=as_json)


@round_.command("gap", cls=Command, help=_("Everyone not yet reached, in walking order."))
@click.argument("number", type=int)
@area_option(required=False)
@as_json
def gap(number: int, area: int | None, as_json: bool) -> None:
    found = _find(number)
    targets = queries.gap(found, area or found.area)
    at = doors(found.obligation.unit, [target.subject_id for target in targets])
    people = [_person(target, at[target.subject_id]) for target in targets if target.subject_id in at]
    if as_json:
        show(_counts(found, area or found.area) | {"people": people}, json_wanted=True)
        return
    show(_counts(found, area or found.area), json_wanted=False)
    for row in people:
        click.echo(f"{row['building']} {row['room']}  {row['name']}  {row['phone_tail']}  {row['last_outcome']}")


@round_.command("amend", cls=Command, help=_("Decide about people of a round: add, excuse, release, reopen, explain."))
@click.argument("number", type=int)
@click.argument("kind", type=click.Choice(sorted(REASONS)))
@click.argument("subjects", nargs=-1, type=int, required=True)
@click.option("--reason", required=True, help=_("A reason from the list of this decision."))
@click.option("--note", default="", help=_("In your own words."))
@as_json
def amend(number: int, kind: str, subjects: tuple[int, ...], reason: str, note: str, as_json: bool) -> None:
    found = _find(number)
    decide = getattr(rulings, kind)
    decide(by=hand(), ruling=Ruling(found, list(subjects), reason, note), now=clock.now())
    show(_counts(found, found.area), json_wanted=as_json)


@round_.command(
    "signoff", cls=Command, help=_("Sign a building, committee or subdistrict; refuses while somebody is missing.")
)
@click.argument("number", type=int)
@area_option()
@as_json
def signoff(number: int, area: int, as_json: bool) -> None:
    found = _find(number)
    signature = signing.sign(by=hand(), round_=found, area=area, now=clock.now())
    show(
        {"round": found.pk, "area": str(area), "signed_by": signature.signed_by} | signature.rests_on,
        json_wanted=as_json,
    )


def _person(target: queries.Target, door: Door) -> dict[str, object]:
    return {
        "id": str(target.subject_id), "name": door.name, "building": door.building,
        "building_key": str(target.building_key), "stair": door.stair, "floor": door.floor, "room": door.room,
        "needs": list(door.needs), "phone_tail": door.phone_tail, "attempts": target.attempts,
        "last_outcome": target.last_outcome, "explained": target.explained,
    }  # fmt: skip


for _command in (comparing.compare, comparing.rebuild):
    round_.add_command(_command)
