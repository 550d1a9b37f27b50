"""Taking a list out, in our columns or in somebody else's layout. Wants a reason; leaves a line in the log."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wanjia.kernel import clock
from wanjia.kernel.errors import Refusal
from wanjia.platform.access import Act, require
from wanjia.platform.pages import Signed, area_of
from wanjia.platform.words import words
from wanjia.roster import places, queries
from wanjia.roster.exporting import export_roster
from wanjia.roster.file_forms import ExportForm
from wanjia.roster.pages.standing import stand, workbook


def export(request: Signed) -> HttpResponse:
    """The form, with how many people it would take out; a POST answers with the workbook."""
    area = area_of(request)
    require(request.actor, Act.EXPORT, area)
    stand(request, area)
    form = ExportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        layout = form.cleaned_data["layout"]
        try:
            made = export_roster(
                by=request.actor, area=area, layout=layout.read() if layout else None,
                file_name=layout.name if layout else "layout.xlsx", reason=form.words(), now=request.now,
            )  # fmt: skip
        except Refusal as why:
            form.add_error("layout", words(why))
        else:
            name = _("%(area)s, register %(day)s") % {
                "area": places.name_of(area),
                "day": clock.local_date(request.now),
            }
            return workbook(made.content, f"{name}.xlsx")
    census = queries.census(area, request.now)
    context = {"form": form, "where": places.name_of(area), "people": census.people + census.away}
    return render(request, "roster/export.html", context, status=422 if form.errors else 200)
