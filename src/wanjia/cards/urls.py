"""Addresses of the pages on cards, below /cards/."""

from django.urls import URLPattern

app_name = "cards"
urlpatterns: list[URLPattern] = []
