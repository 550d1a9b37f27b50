"""Addresses of the field app's page, below /field/. What devices send and fetch is below /api/v1/field/."""

from django.urls import path

from wanjia.field import shell

app_name = "field"
urlpatterns = [
    path("", shell.app, name="app"),
    path("sw.js", shell.worker, name="worker"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
]
