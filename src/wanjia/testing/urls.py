"""Addresses of the pages on testing, below /testing/."""

from django.urls import URLPattern

app_name = "testing"
urlpatterns: list[URLPattern] = []
