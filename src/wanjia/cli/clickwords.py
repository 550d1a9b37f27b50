"""Click's own words, so that the catalog has them in Chinese too. Click looks them up by itself."""

from django.utils.translation import gettext_noop

WORDS = (
    gettext_noop("Usage:"),
    gettext_noop("Options"),
    gettext_noop("Commands"),
    gettext_noop("Show this message and exit."),
    gettext_noop("Show the version and exit."),
    gettext_noop("Error: {message}"),
    gettext_noop("Try '{command} {option}' for help."),
    gettext_noop("Missing argument"),
    gettext_noop("Missing option"),
    gettext_noop("Missing command."),
    gettext_noop("No such option: {name}"),
    gettext_noop("No such command {name!r}."),
    gettext_noop("Invalid value: {message}"),
    gettext_noop("Invalid value for {param_hint}: {message}"),
    gettext_noop("default: {default}"),
    gettext_noop("required"),
    gettext_noop("Aborted!"),
    gettext_noop("Repeat for confirmation"),
)
