"""Addresses of the residents' door, below /me/."""

from django.urls import path

from wanjia.me import asking, kept, pages

app_name = "me"
urlpatterns = [
    path("", pages.me, name="me"),
    path("correct/", pages.correct, name="correct"),
    path("appeal/", kept.appeal, name="appeal"),
    path("urgent/", kept.urgent, name="urgent"),
    path("help/", asking.ask, name="ask"),
    path("helped/", asking.helped, name="helped"),
    path("release/", kept.release, name="release"),
]
