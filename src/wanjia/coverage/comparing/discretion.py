"""Needs and ages are about few people: below a committee a count of them is as good as a name."""

from wanjia.coverage.comparing.answer import Answer, Below
from wanjia.coverage.comparing.question import Question
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.platform.access import Act, Actor, may, require


def require_discretion(actor: Actor, asked: Question, area: int) -> None:
    """Raises NotAllowed where somebody who sees counts alone asks a compound or a building for needs or ages."""
    if codes.level_of(area) > Level.COMMITTEE and _is_about_few(asked):
        require(actor, Act.SEE_PEOPLE, area)


def below_for(actor: Actor, asked: Question, found: Answer, area: int) -> tuple[Below, ...]:
    """The areas below that may be told apart: not a committee's compounds, for who sees counts alone."""
    is_hidden = codes.level_of(area) >= Level.COMMITTEE and _is_about_few(asked)
    return () if is_hidden and not may(actor, Act.SEE_PEOPLE, area) else found.below


def _is_about_few(asked: Question) -> bool:
    return bool(asked.needs) or asked.min_age is not None
