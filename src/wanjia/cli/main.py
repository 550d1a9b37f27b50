"""`wanjia`: wakes Django in the installation's language, then hands over to the commands."""

import os
import sys

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


def _run() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanjia.config.settings")  # noqa: TID251  Django's own switch
    import django
    from django.utils import translation

    django.setup()
    translation.activate(environment().language)  # before the commands: their help is translated as they load
    from wanjia.cli.commands import wanjia

    wanjia.main(standalone_mode=True)
