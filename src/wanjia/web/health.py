"""For whoever watches the machine: does it answer, does the database?"""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse

from wanjia.platform.models import Account


def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, else 503. Says nothing else."""
    try:
        Account.objects.exists()
    except DatabaseError:
        return JsonResponse({"ok": False, "database": False}, status=503)
    return JsonResponse({"ok": True, "database": True})
