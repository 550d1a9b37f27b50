"""Django's name for devices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DevicesConfig(AppConfig):
    name = "wanjia.devices"
    label = "devices"
    verbose_name = _("devices")
