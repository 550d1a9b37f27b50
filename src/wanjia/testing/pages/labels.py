"""Numbers for tubes and boxes: who has which, and sheets of labels to print. Works without a script."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wanjia.kernel.errors import Refusal
from wanjia.platform.access import Act, one_for
from wanjia.platform.barcodes import svg
from wanjia.platform.pages import Signed, address, say_done
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.testing import labelling, queries
from wanjia.testing.forms import LabelsForm
from wanjia.testing.models import LabelRange
from wanjia.testing.pages.access import committee_here, stand
from wanjia.testing.rules.numbers import label

A_PAGE = {"65": 65, "24": 24}  # 38.1 × 21.2 mm and 70 × 36 mm, the usual sheets of A4
_MOST_PAGES = 20  # in one print


def labels(request: Signed) -> HttpResponse:
    """The ranges of a committee, newest first, and the form for another."""
    committee = committee_here(request, Act.EDIT_REGISTER)
    context: dict[str, object] = {"area": request.area, "is_committee": bool(committee)}
    if not committee:
        return render(request, "testing/labels.html", context)
    found = queries.sites(committee)
    form = LabelsForm(request.POST or None, sites=found, initial={"kind": "tube", "prefix": "T-"})
    if request.method == "POST" and form.is_valid():
        try:
            made = labelling.assign(by=request.actor, asked=form.asked(committee), now=request.now)
        except Refusal as why:
            form.add_error("first" if why.code == "testing.labels_taken" else "count", words(why))
        else:
            return say_done(request, _("Given out: %(labels)s") % {"labels": _words(made)},
                            to=address(reverse("testing:labels"), area=request.area))  # fmt: skip
    names = {site.pk: site.name for site in queries.sites(committee, with_closed=True)}
    ranges = LabelRange.objects.filter(area=committee).order_by("-assigned_at", "-pk")[:100]
    context |= {
        "form": form,
        "area_name": places.name_of(committee),
        "rows": [(row, _words(row), names.get(row.site_id, "")) for row in ranges],  # type: ignore[arg-type]
    }
    return render(request, "testing/labels.html", context, status=422 if form.errors else 200)


def _words(row: LabelRange) -> str:
    return _("%(first)s to %(last)s") % {
        "first": label(row.prefix, row.first, row.digits), "last": label(row.prefix, row.last, row.digits),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sticker:
    """One label."""

    text: str
    bars: SafeString


def print_labels(request: Signed, range_id: int) -> HttpResponse:
    """Sheets of `?size=65` or 24 labels a page, from `?from=` number on: sheets run out in the middle of a range."""
    row = one_for(request.actor, Act.EDIT_REGISTER, LabelRange.objects.filter(pk=range_id), lambda it: it.area)
    stand(request, row.area)
    size = request.GET.get("size", "65" if row.kind == LabelRange.Kind.TUBE else "24")
    per_page = A_PAGE.get(size, 65)
    asked = request.GET.get("from", "")
    first = max(row.first, int(asked)) if asked.isdecimal() and len(asked) < 12 else row.first
    last = min(row.last, first + _MOST_PAGES * per_page - 1)
    labelling.note_printed(by=request.actor, labels=row, now=request.now)
    stickers = [Sticker(text, svg(text)) for number in range(first, last + 1)
                if (text := label(row.prefix, number, row.digits))]  # fmt: skip
    context = {
        "area": row.area, "row": row, "words": _words(row), "size": str(per_page), "sizes": A_PAGE,
        "pages": [stickers[at : at + per_page] for at in range(0, len(stickers), per_page)],
        "next": last + 1 if last < row.last else None, "area_name": places.name_of(row.area),
        "where": _where(row), "first": first,
    }  # fmt: skip
    return render(request, "testing/print_labels.html", context)


def _where(row: LabelRange) -> str:
    """The site or the committee, small under each number: a stray tube finds its way back."""
    named = queries.site_names([row.site_id]) if row.site_id else {}
    return named.get(row.site_id, "") or places.name_of(row.area) if row.site_id else places.name_of(row.area)
