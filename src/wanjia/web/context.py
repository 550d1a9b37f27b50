"""What every page of the console knows."""

from django.http import HttpRequest


def console(request: HttpRequest) -> dict[str, object]:
    return {"actor": getattr(request, "actor", None), "now": getattr(request, "now", None)}
