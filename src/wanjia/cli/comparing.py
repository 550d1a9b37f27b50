"""`wanjia round compare` and `wanjia round rebuild`: several rounds at once, and the sets that answer it."""

from time import perf_counter

import click
from django.utils.translation import gettext as _

from wanjia.cli.desk import Command, area_option, as_json, hand, show
from wanjia.coverage.comparing import books
from wanjia.coverage.comparing.answer import Answer, answer
from wanjia.coverage.comparing.names import lines
from wanjia.coverage.comparing.question import Question, Wish, question
from wanjia.coverage.models import Round
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.area import Level
from wanjia.kernel.errors import NotFound
from wanjia.platform.audit import record
from wanjia.roster import places
from wanjia.roster.doors import doors
from wanjia.roster.models import NeedKind


@click.command(
    "compare", cls=Command, help=_("Who was missed in several rounds, done in one and missed in another, done in none.")
)
@area_option()
@click.option("--missed", type=int, multiple=True, metavar="ROUND", help=_("Owed in this round and open still."))
@click.option("--done", type=int, multiple=True, metavar="ROUND", help=_("Done in this round."))
@click.option(
    "--undone", type=int, multiple=True, metavar="ROUND", help=_("Not done in this round, for whatever reason.")
)
@click.option(
    "--need", "needs", multiple=True, type=click.Choice(NeedKind.values), help=_("Only people with this need.")
)
@click.option("--min-age", type=click.IntRange(0, 130), help=_("Only people of this age or older."))
@as_json
def compare(
    area: int, missed: tuple[int, ...], done: tuple[int, ...], undone: tuple[int, ...], needs: tuple[str, ...],
    min_age: int | None, as_json: bool,
) -> None:  # fmt: skip
    rows = ((Wish.MISSED, missed), (Wish.DONE, done), (Wish.UNDONE, undone))
    wishes = [(number, wish) for wish, numbers in rows for number in numbers]
    wanted = question(wishes, area, needs=needs, min_age=min_age)
    found = answer(wanted, area, clock.now())
    below = [{"area": str(one.area), "count": one.count, "owed": one.owed} for one in found.below]
    people = _people(wanted, found, area) if codes.level_of(area) >= Level.COMMITTEE else []
    if as_json:
        show({"count": found.count, "owed": found.owed, "below": below, "people": people}, json_wanted=True)
        return
    show({"count": found.count, "owed": found.owed}, json_wanted=False)
    named = places.names(one.area for one in found.below)
    for one in sorted(found.below, key=lambda one: -one.count):
        click.echo(f"{one.count:>9} / {one.owed:<9} {named[one.area]}")
    for row in people:
        click.echo(f"{row['building']} {row['room']}  {row['name']}  {row['phone_tail']}")


def _people(wanted: Question, found: Answer, area: int) -> list[dict[str, object]]:
    """Names masked, in walking order; reading them is on record as it is at the desk."""
    walked = lines(wanted, found)
    at = doors(wanted.unit, [line.subject_id for line in walked])
    record(
        by=hand(), act="round.read_gap", area=codes.desk_of(area), subject=f"round:{wanted.round_ids[0]}",
        now=clock.now(), detail={"rounds": wanted.round_ids, "people": len(walked)},
    )  # fmt: skip
    return [
        {
            "id": str(line.subject_id), "name": door.name, "building": door.building,
            "building_key": str(line.building_key), "room": door.room, "needs": list(door.needs),
            "phone_tail": door.phone_tail,
        }
        for line in walked if (door := at.get(line.subject_id))
    ]  # fmt: skip


@click.command(
    "rebuild", cls=Command, help=_("Draw the stored sets of a round anew from its facts; nothing else changes.")
)
@click.argument("number", type=int)
@as_json
def rebuild(number: int, as_json: bool) -> None:
    if not Round.objects.filter(pk=number).exists():
        raise NotFound
    began = perf_counter()
    rows = books.rebuild(number)
    show({"round": number, "rows": rows, "seconds": round(perf_counter() - began, 2)}, json_wanted=as_json)
