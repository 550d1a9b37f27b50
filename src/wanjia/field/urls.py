"""Addresses of the field app's page, below /field/. What devices send and fetch is below /api/v1/field/."""

from django.urls import URLPattern

app_name = "field"
urlpatterns: list[URLPattern] = []
