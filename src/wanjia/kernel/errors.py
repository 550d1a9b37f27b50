"""Refusals and bad input. A refusal has a stable dotted code; its text is made at the door."""

from typing import ClassVar


class Refusal(Exception):
    """Somebody asked and we decline; nothing was written. Facts fill the translated template of the code."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts = facts


class NotAllowed(Refusal):
    """The account's role does not cover this act here."""

    code = "access.not_allowed"
    status = 403


class NotFound(Refusal):
    """Absent, or outside the account's areas: the answer does not tell which."""

    code = "access.not_found"
    status = 404


class BadInput(Refusal):
    """A file, a row or a field cannot be read as what it should be. Names them in `facts`."""

    code = "input.bad"
    status = 422


class Unavailable(Refusal):
    """Something outside the program is missing: the database, the disk."""

    code = "system.unavailable"
    status = 503
