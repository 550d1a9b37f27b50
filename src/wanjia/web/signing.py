"""Signing in and out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Five wrong tries: the pair of name and address rests for a quarter of an hour."""
    return render(request, "web/locked_out.html", status=429)
