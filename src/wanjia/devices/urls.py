"""Addresses of the pages on devices, below /devices/."""

from django.urls import path

from wanjia.devices.pages import devices, invitations

app_name = "devices"
urlpatterns = [
    path("", devices.list_, name="list"),
    path("invite/", invitations.invite, name="invite"),
    path("invitations/<uuid:invitation_id>/", invitations.show, name="invitation"),
    path("invitations/<uuid:invitation_id>/cancel/", invitations.cancel, name="cancel_invitation"),
    path("<uuid:device_id>/", devices.show, name="device"),
    path("<uuid:device_id>/<slug:what>/", devices.act, name="act"),
]
