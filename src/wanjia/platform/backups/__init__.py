"""One file that holds an installation as it stood at one moment: the database, the sealed files, and a manifest that
says what must be found in it. Made while the system is in use, looked through before anything is restored from it.

The installation's secret is not in it unless asked for: whoever finds the file alone can't read documents and
telephones, and neither can whoever has lost the secret. Names stand in the clear.
"""

from django.utils.translation import gettext_lazy as _

from wanjia.kernel.errors import BadInput, Refusal, Unavailable
from wanjia.platform.words import say

DATABASE, FILES, SECRET, MANIFEST = "database.dump", "files/", "secret", "manifest.json"


class AlteredArchive(BadInput):
    """A member is missing, cut short, added or other than it was written."""

    code = "backup.altered"


class OtherSecret(BadInput):
    """The archive was made with another secret: its audit chains and sealed fields can't be read here."""

    code = "backup.other_secret"


class TooNew(BadInput):
    """The archive has tables that this version does not know."""

    code = "backup.too_new"


class NoProgram(Unavailable):
    """Neither PATH nor our own server has a pg_dump or pg_restore that is new enough."""

    code = "backup.no_program"


class Failed(Unavailable):
    """PostgreSQL's own program, or PostgreSQL itself, gave up. What it was making has been taken away again."""

    code = "backup.failed"


class NotEmpty(Refusal):
    """Something lies already where the archive was to be restored."""

    code = "backup.not_empty"


class InUse(Refusal):
    """Somebody is connected to the database that was to be replaced."""

    code = "backup.in_use"


say(AlteredArchive.code, _("%(file)s: %(member)s is damaged or was changed. Nothing was restored."))
say(
    OtherSecret.code,
    _(
        "%(file)s was made with another secret than the one in use here. Put its secret into %(where)s or "
        "WANJIA_SECRET, then try again. If the archive holds it: tar -xOf %(file)s secret"
    ),
)
say(TooNew.code, _("%(file)s was made by wanjia %(version)s, which is newer than this one. Install that first."))
say(NoProgram.code, _("No %(name)s of version %(needed)s or newer. Install PostgreSQL's client programs."))
say(Failed.code, _("%(name)s gave up: %(why)s"))
say(
    NotEmpty.code,
    _("The database %(name)s is not empty. Choose another with --into, or replace our own with --replace."),
)
say(InUse.code, _("%(count)s connection(s) to the database %(name)s. Stop `wanjia serve` first."))
