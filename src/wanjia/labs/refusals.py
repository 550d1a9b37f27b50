"""What the room of laboratories declines to do, each with its stable code."""

from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import BadInput, Refusal
from wanjia.platform.words import say


class LabClosed(Refusal):
    """The laboratory was taken off the list."""

    code = "labs.lab_closed"


class WrongLab(Refusal):
    """Name, capacity or hours of a laboratory that cannot be."""

    code = "labs.wrong_lab"
    status = 422


class ReasonWanted(Refusal):
    """Done only with a reason, which is kept with the name."""

    code = "labs.reason_wanted"
    status = 422


class NoReportColumns(BadInput):
    """The file has no column for the tube's code or for what was found."""

    code = "labs.no_report_columns"


class UnknownWord(BadInput):
    """Nobody knows what this word in the column of results means."""

    code = "labs.unknown_word"


class EmptyReport(BadInput):
    """Not one line with a code and a result."""

    code = "labs.empty_report"


class NotFhir(BadInput):
    """The body is no FHIR bundle that says what was found in which specimen."""

    code = "labs.not_fhir"


class AlreadyDecided(Refusal):
    """Somebody has decided this already."""

    code = "labs.already_decided"


class NoSuchTube(Refusal):
    """No tube of these days has this code."""

    code = "labs.no_such_tube"
    status = 422


class SecondPersonWanted(Refusal):
    """A cluster of positives is called real by somebody outside the laboratory that found them."""

    code = "labs.second_person"


for _refusal, _text in (
    (LabClosed, _("The laboratory “%(lab)s” was taken off the list.")),
    (WrongLab, _("A laboratory has a name, tests at least one tube a day, and has both hours or none.")),
    (ReasonWanted, _("Write why: the reason is kept with your name.")),
    (
        NoReportColumns,
        _("“%(file)s”: no column for %(missing)s. Found: %(found)s. Say which column is what, and it is remembered."),
    ),
    (UnknownWord, _("“%(file)s”, row %(row)s, %(column)s: nobody knows what “%(value)s” means as a result.")),
    (EmptyReport, _("“%(file)s” has no line with the code of a tube and a result.")),
    (NotFhir, _("No FHIR bundle with results: %(why)s.")),
    (AlreadyDecided, _("Decided already, by %(by)s.")),
    (NoSuchTube, _("No tube of these days has the code %(code)s.")),
    (SecondPersonWanted, _("Somebody outside the laboratory has to decide this.")),
):
    say(_refusal.code, _text)
