"""Addresses of the pages on testing, below /testing/."""

from django.urls import path

from wanjia.testing.pages import day, labels, missing, sites, timetable

app_name = "testing"
urlpatterns = [
    path("", sites.sites, name="sites"),
    path("new/", sites.new_site, name="new_site"),
    path("draft/", timetable.draft, name="draft"),
    path("timetable/", timetable.timetable, name="timetable"),
    path("labels/", labels.labels, name="labels"),
    path("labels/<int:range_id>/", labels.print_labels, name="print_labels"),
    path("slots/<uuid:slot_id>/move/", timetable.move, name="move"),
    path("slots/<uuid:slot_id>/take-back/", day.take_back, name="take_back"),
    path("<uuid:site_id>/", day.site, name="site"),
    path("<uuid:site_id>/edit/", sites.edit_site, name="edit_site"),
    path("<uuid:site_id>/close/", sites.close_site, name="close_site"),
    path("<uuid:site_id>/count/", day.count, name="count"),
    path("<uuid:site_id>/lane/", day.lane, name="lane"),
    path("<uuid:site_id>/check/", day.check, name="check"),
    path("<uuid:site_id>/switch/", day.switch, name="switch"),
    path("<uuid:site_id>/call/", day.call, name="call"),
    path("<uuid:site_id>/missing/", missing.missing, name="missing"),
    path("<uuid:site_id>/posts/<slug:post>/", day.post, name="post"),
]
