"""Addresses of the residents' door, below /me/."""

from django.urls import path

from wanjia.me import pages

app_name = "me"
urlpatterns = [
    path("", pages.me, name="me"),
    path("correct/", pages.correct, name="correct"),
]
