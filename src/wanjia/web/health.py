"""For whoever watches the machine: is the process alive, can it work, what has it counted.

The first two are open and say nothing else. The counts want a key of an account that may watch: they tell how many
people a place has and when it is busy.
"""

from collections.abc import Iterator

import psycopg
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from wanjia.kernel import clock
from wanjia.platform import meters, upgrades, watching
from wanjia.platform.access import MAY, Act, actor_of
from wanjia.platform.tokens import account_of


def alive(request: HttpRequest) -> JsonResponse:
    """200 while the process answers at all. Asks nobody, so a watcher does not kill it for the database's sake."""
    return JsonResponse({"alive": True})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when it can do its work, else 503 with what is missing."""
    missing = list(_missing())
    return JsonResponse({"ready": not missing, "missing": missing}, status=503 if missing else 200)


def _missing() -> Iterator[str]:
    try:
        if upgrades.missing():
            yield "migrations"
    except psycopg.Error:
        yield "database"


def metrics(request: HttpRequest) -> HttpResponse:
    """What all processes have counted, for Prometheus."""
    now = clock.now()
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    token = account_of(key, now) if scheme.lower() == "bearer" and key else None
    if token is None:
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    request.account = token.account  # type: ignore[attr-defined]
    if not any(Act.WATCH in MAY[scope.role] for scope in actor_of(token.account, now).scopes):
        return HttpResponse(status=403)
    text = meters.exposition(settings.METRICS_DIR, watching.Now(now))
    return HttpResponse(text, content_type=meters.CONTENT_TYPE)
