"""Taking an import back: the register undoes, the rounds say who has to stay."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.flows.undoing import undo_import
from wanjia.platform.pages import Signed
from wanjia.roster.pages.imports import batch_here


@require_POST
def undo(request: Signed, batch_id: UUID) -> HttpResponse:
    """Asks once more where no dialog did."""
    batch = batch_here(request, batch_id)
    if request.POST.get("sure") != "yes":
        return render(request, "web/undo_import.html", {"batch": batch})
    undone = undo_import(by=request.actor, batch=batch, now=request.now)
    told = _("Undone. %(stayed)s rows stay, because they were changed since or a round needs them.")
    stayed = len(undone.kept)
    messages.success(request, told % {"stayed": stayed} if stayed else _("The import is undone."))
    return redirect("roster:batch", batch.pk)
