"""`wanjia`: wakes Django in the installation's language, then hands over to the commands."""

import gettext
import os
import sys

from django.conf import settings

from wanjia.config.env import environment
from wanjia.kernel.errors import BadInput, Refusal

BAD_INPUT, REFUSED = 4, 5


def main() -> None:
    """Exits with the codes named in the package. A refusal is one line: what, where, and its code."""
    try:
        _run()
    except Refusal as why:
        from wanjia.platform.words import words

        print(f"wanjia: {words(why)} [{why.code}]", file=sys.stderr)
        sys.exit(BAD_INPUT if isinstance(why, BadInput) else REFUSED)
    except BrokenPipeError:  # `wanjia round gap 1 | head`
        sys.stderr.close()


def _translate_click(language: str) -> None:
    """Click asks the standard library for its own words ("Usage:"); they stand in our catalog, see `cli.clickwords`."""
    os.environ["LANGUAGE"] = "zh_Hans" if language.startswith("zh") else "en"  # noqa: TID251  gettext's own switch
    gettext.bindtextdomain("django", str(settings.LOCALE_PATHS[0]))
    gettext.textdomain("django")


def _run() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanjia.config.settings")  # noqa: TID251  Django's own switch
    import django
    from django.utils import translation

    django.setup()
    translation.activate(environment().language)  # before the commands: their help is translated as they load
    _translate_click(translation.get_language())
    from wanjia.cli.commands import wanjia

    wanjia.main(standalone_mode=True)
