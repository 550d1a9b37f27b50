"""Signed-in clients for page tests."""

from django.test import Client

from tests.world import SPRING, an_account

RAIL = 16  # queries of the rail on every page: one or two a room that counts, see test_rail.py
BACKEND = "django.contrib.auth.backends.ModelBackend"


def client_of(role="secretary", area=SPRING, *, login=None, english=False) -> Client:
    """A browser in which somebody of that role has signed in."""
    account = an_account(login or f"{role}{area}", role, area)
    client = Client()
    client.force_login(account, backend=BACKEND)
    if english:
        client.cookies["wanjia_language"] = "en"
    return client


def text(response) -> str:
    return response.content.decode()
