"""Addresses of the pages on devices, below /devices/."""

from django.urls import URLPattern

app_name = "devices"
urlpatterns: list[URLPattern] = []
