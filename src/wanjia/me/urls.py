"""Addresses of the residents' door, below /me/."""

from django.urls import path

from wanjia.me import asking, kept, pages, supplying

app_name = "me"
urlpatterns = [
    path("", pages.me, name="me"),
    path("correct/", asking.correct, name="correct"),
    path("appeal/", kept.appeal, name="appeal"),
    path("urgent/", kept.urgent, name="urgent"),
    path("help/", asking.ask, name="ask"),
    path("helped/", asking.helped, name="helped"),
    path("order/", supplying.order, name="order"),
    path("order/cancel/", supplying.cancel, name="cancel"),
    path("number/", supplying.claim, name="claim"),
    path("number/back/", supplying.give_back, name="give_back"),
    path("release/", kept.release, name="release"),
]
