"""Addresses of the pages on notices, below /notices/."""

from django.urls import path

from wanjia.notices.pages import one, overview, writing

app_name = "notices"
urlpatterns = [
    path("", overview.notices, name="notices"),
    path("new/", writing.new, name="new"),
    path("<uuid:notice_id>/", one.notice, name="notice"),
    path("<uuid:notice_id>/replace/", writing.replace, name="replace"),
    path("<uuid:notice_id>/withdraw/", one.withdraw, name="withdraw"),
    path("<uuid:notice_id>/print/", one.print_notice, name="print"),
]
