"""Files that can't be imported at all. Nothing is written."""

from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import BadInput, Refusal
from wanjia.platform.words import say


class NotATable(BadInput):
    """Neither a workbook nor a text table: a PDF that was renamed, a damaged file."""

    code = "roster.file_not_a_table"


class Encrypted(BadInput):
    """The workbook asks for a password."""

    code = "roster.file_encrypted"


class EmptyFile(BadInput):
    """There is no cell with anything in it."""

    code = "roster.file_empty"


class TooLarge(BadInput):
    """More than one import should hold."""

    code = "roster.file_too_large"


class NoNameColumn(BadInput):
    """No row among the first says where the names stand."""

    code = "roster.no_name_column"


class NoRows(BadInput):
    """A header and nothing below it."""

    code = "roster.no_rows"


class NoCommitteeColumn(BadInput):
    """The area holds several committees and no column says which."""

    code = "roster.no_committee_column"


class AreaTooWide(BadInput):
    """Rosters are imported for a committee or a subdistrict."""

    code = "roster.area_too_wide"


class UnknownArea(BadInput):
    """The area tree has no such code."""

    code = "roster.area_unknown"


class BadMapping(BadInput):
    """A column is mapped to a field that there is not, or two columns to one that takes one."""

    code = "roster.bad_mapping"


class WrongState(Refusal):
    """The import is not at the step that this act needs."""

    code = "roster.import_state"


class TooLateToUndo(Refusal):
    """Seven days have passed."""

    code = "roster.undo_too_late"


class AlreadyDecided(Refusal):
    """Somebody else decided this row first."""

    code = "roster.doubt_decided"


class StillDoubtful(Refusal):
    """The row can't be entered as decided: it still says too little, or its candidate is gone."""

    code = "roster.still_doubtful"


say("roster.file_not_a_table", _("%(file)s is not a workbook or a CSV table. Save it as xlsx or csv, then import it."))
say("roster.file_encrypted", _("%(file)s has a password. Remove the password, then import it."))
say("roster.file_empty", _("%(file)s is empty."))
say("roster.file_too_large", _("%(file)s is too large: %(why)s. Split it."))
say(
    "roster.no_name_column",
    _("%(file)s, sheet %(sheet)s: no name column in rows 1 to %(rows)s. Add a header row with 姓名 or Name."),
)
say("roster.no_rows", _("%(file)s, sheet %(sheet)s: no rows below the header in row %(row)s."))
say(
    "roster.no_committee_column",
    _("%(file)s: %(area)s holds several committees. Add a column 居委, or import for one committee."),
)
say("roster.area_too_wide", _("%(area)s is neither a committee nor a subdistrict. Import for one of these."))
say("roster.area_unknown", _("There is no area %(area)s."))
say("roster.bad_mapping", _("Column %(column)s can't be %(field)s."))
say("roster.import_state", _("This import is at another step: %(state)s."))
say("roster.undo_too_late", _("An import can be undone for %(days)s days. This one is older."))
say("roster.doubt_decided", _("This row was decided already."))
say("roster.still_doubtful", _("The row can't be entered yet: %(why)s"))
