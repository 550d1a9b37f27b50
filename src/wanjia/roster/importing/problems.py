"""What can be the matter with a row: stable codes, how grave each is, and what people read about it."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REJECTED, QUEUED, NOTE = "rejected", "queued", "note"


class Kind(NamedTuple):
    """grave: rejected (back to whoever wrote it), queued (a person decides), note (nothing to do)."""

    grave: str
    what: str | Promise
    advice: str | Promise


@dataclass(frozen=True, slots=True)
class Problem:
    """One remark on one row. `value` is masked already; `column` is the file's own header."""

    row: int
    column: str
    code: str
    value: str

    @property
    def grave(self) -> str:
        return KINDS[self.code].grave

    @property
    def what(self) -> str:
        return str(KINDS[self.code].what)

    @property
    def advice(self) -> str:
        return str(KINDS[self.code].advice)

    def as_json(self) -> dict[str, object]:
        return {"row": self.row, "column": self.column, "code": self.code, "value": self.value, "advice": self.advice}


KINDS: dict[str, Kind] = {
    "no_name": Kind(REJECTED, _("no name"), _("Write the name and import the row again.")),
    "id_check_digit": Kind(REJECTED, _("the check digit is wrong"), _("Compare with the card. One digit is mistyped.")),
    "id_date": Kind(REJECTED, _("the number holds no real date"), _("Compare with the card.")),
    "id_unreadable": Kind(
        REJECTED, _("not a document number"), _("Compare with the document, or leave the cell empty.")
    ),
    "date_impossible": Kind(REJECTED, _("the calendar has no such day"), _("Write the birth date as 1941-03-02.")),
    "date_future": Kind(REJECTED, _("born after today"), _("Correct the birth date.")),
    "no_door": Kind(REJECTED, _("no address"), _("Write building and room.")),
    "only_registered": Kind(
        REJECTED, _("only the registered address is given"), _("Write where the person lives now.")
    ),
    "committee_unknown": Kind(REJECTED, _("no such committee here"), _("Write the committee as in the area list.")),
    "too_many_places": Kind(
        REJECTED, _("too many compounds or buildings"), _("Check the compound column: it may hold something else.")
    ),
    "id_digits_lost": Kind(
        QUEUED,
        _("the spreadsheet lost the last digits"),
        _("Type the number from the card, or enter without a number."),
    ),
    "two_people": Kind(QUEUED, _("two people in one row"), _("Split into two people.")),
    "door_unclear": Kind(QUEUED, _("this door can't be read"), _("Type building and room.")),
    "no_room": Kind(QUEUED, _("no room, but the building has rooms"), _("Type the room.")),
    "compound_unclear": Kind(QUEUED, _("which compound is not clear"), _("Type the compound.")),
    "likely_same": Kind(
        QUEUED, _("looks like somebody who is on the register"), _("Decide: the same person, or another.")
    ),
    "name_differs": Kind(QUEUED, _("the document belongs to another name"), _("Decide: the same person, or another.")),
    "lives_elsewhere": Kind(QUEUED, _("is on the register of another committee"), _("Decide: moved here, or not.")),
    "listed_but_gone": Kind(QUEUED, _("is on the register as moved away or died"), _("Decide: back again, or not.")),
    "twice_in_file": Kind(QUEUED, _("the same person stands in the file twice"), _("Decide which door is right.")),
    "id_cleaned": Kind(NOTE, _("full-width digits, spaces or a lower-case x"), _("Repaired.")),
    "id_15_digits": Kind(NOTE, _("an old number of 15 digits"), _("Made into 18 digits.")),
    "id_digits_known": Kind(NOTE, _("the spreadsheet lost the last digits"), _("The number on the register was kept.")),
    "name_cleaned": Kind(NOTE, _("spaces or marks in the name"), _("Repaired.")),
    "phone_unreadable": Kind(NOTE, _("not a telephone number"), _("Left out. Correct it when you can.")),
    "birth_differs": Kind(NOTE, _("differs from the date in the document"), _("The document's date was taken.")),
    "sex_differs": Kind(NOTE, _("differs from the document"), _("The document's was taken.")),
    "date_partial": Kind(NOTE, _("the day is missing"), _("Left out. Write it as 1941-03-02.")),
    "date_unreadable": Kind(NOTE, _("not a date"), _("Left out. Write it as 1941-03-02.")),
    "tag_unknown": Kind(NOTE, _("a tag that we don't know"), _("Left out. Map it to a need by hand.")),
    "other_committee": Kind(NOTE, _("the row names another committee"), _("Entered here. Check that it belongs here.")),
    "too_long": Kind(NOTE, _("too long"), _("Cut off.")),
    "repeated_row": Kind(NOTE, _("repeats a row above"), _("Nothing to do.")),
    "left_alone": Kind(NOTE, _("looks like somebody who is on the register"), _("Left alone, as chosen.")),
    "decided_before": Kind(NOTE, _("was decided at an earlier import"), _("Nothing to do.")),
}
