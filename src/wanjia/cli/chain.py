"""`wanjia chain`: the links from swab to case, their books, the oldest item of each and every alarm."""

import sys

import click
from django.utils.translation import gettext as _

from wanjia.cli.desk import Command, area_option, area_or_whole, as_json, show
from wanjia.coverage.models import Round
from wanjia.flows.chain import Board, Item, board, told
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound
from wanjia.logistics.rules.limits import Standing
from wanjia.web.chain.wording import BOOKS, FIGURES, LEVELS, PARTS, SIGNS, limit_words

DISAGREES = 3


@click.command(
    "chain", cls=Command, help=_("From swab to case: books, oldest items, alarms. Exits with 3 when one is off.")
)
@area_option(required=False)
@click.option(
    "--round", "round_id", type=int, help=_("One screening with its rechecks; without it the last three days.")
)
@as_json
def chain(area: int | None, round_id: int | None, as_json: bool) -> None:
    place = area_or_whole(area)
    round_ = Round.objects.filter(pk=round_id).first() if round_id else None
    if round_id and round_ is None:
        raise NotFound
    seen = board(place, round_, clock.now())
    if as_json:
        show(told(seen), json_wanted=True)
    else:
        _say(seen)
    if seen.off:
        sys.exit(DISAGREES)


def _say(seen: Board) -> None:
    for column in seen.columns:
        figures = ", ".join(f"{count} {FIGURES[word]}" for word, count in column.big)
        click.echo(f"{SIGNS[column.link]}: {figures}; {limit_words(column.limit_minutes)}")
        if column.oldest and column.oldest.standing:
            _say_oldest(column.oldest, column.oldest.standing)
    for line in seen.books:
        parts = " + ".join(f"{PARTS[word]} {count}" for word, count in line.parts)
        named = ", ".join(f"{one.code} {one.where}".strip() for one in line.named)
        click.echo(f"{'≠' if line.is_off else '='} {BOOKS[line.name]} {line.left} : {parts} {named}".rstrip())


def _say_oldest(oldest: Item, found: Standing) -> None:
    due, level = clock.local(found.due_at), LEVELS.get(found.level_word, "")
    click.echo(f"  {oldest.code} {oldest.holder} {due:%m-%d %H:%M} {level}".rstrip())
