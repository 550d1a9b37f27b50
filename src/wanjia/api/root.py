"""The API's root: who calls, and how a problem is told (RFC 9457)."""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.security import HttpBearer, SessionAuth

from wanjia.api.cases import router as cases_router
from wanjia.api.chain import router as chain_router
from wanjia.api.comparing import router as comparing_router
from wanjia.api.rounds import router as rounds_router
from wanjia.kernel import clock
from wanjia.kernel.errors import Refusal
from wanjia.platform.access import Actor, actor_of
from wanjia.platform.database import NoDatabase
from wanjia.platform.models import Account
from wanjia.platform.tokens import account_of
from wanjia.platform.words import words


class ByToken(HttpBearer):
    """`Authorization: Bearer …`, for phones and programs."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        now = clock.now()
        found = account_of(token, now)
        if found is None:
            return None
        request.now, request.device = now, found.label  # type: ignore[attr-defined]
        request.home = found.area  # type: ignore[attr-defined]
        return actor_of(found.account, now)


class BySession(SessionAuth):
    """The console's own sign-in, with its CSRF token on every write."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        if not isinstance(request.user, Account):
            return None
        request.now, request.device, request.home = clock.now(), "console", 0  # type: ignore[attr-defined]
        return actor_of(request.user, request.now)  # type: ignore[attr-defined]


api = NinjaAPI(
    title="wanjia", version="1", auth=[ByToken(), BySession()], docs_url=None, urls_namespace="api",
    description="Ids of people, households and sheets travel as text: they pass 2^53.",
)  # fmt: skip


def _problem(request: HttpRequest, status: int, code: str, title: str, **more: object) -> HttpResponse:
    body = {"type": f"urn:wanjia:{code}", "title": title, "status": status, "code": code} | more
    response = api.create_response(request, body, status=status)
    response["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(Refusal)
def refused(request: HttpRequest, why: Refusal) -> HttpResponse:
    facts = {name: str(value) for name, value in why.facts.items()}
    return _problem(request, why.status, why.code, words(why), facts=facts)


@api.exception_handler(OperationalError)
def no_database(request: HttpRequest, why: OperationalError) -> HttpResponse:
    """503 before anything was accepted: the device keeps its records and sends them again."""
    refusal = NoDatabase(where="", why=type(why).__name__)
    response = _problem(request, refusal.status, refusal.code, words(refusal))
    response["Retry-After"] = "5"
    return response


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, why: ValidationError) -> HttpResponse:
    errors = [{"field": ".".join(map(str, e["loc"])), "why": e["msg"]} for e in why.errors]
    return _problem(request, 422, "input.bad", "; ".join(f"{e['field']}: {e['why']}" for e in errors), errors=errors)


api.add_router("", rounds_router)
api.add_router("", comparing_router)
api.add_router("", chain_router)
api.add_router("", cases_router)
