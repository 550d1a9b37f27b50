"""Django's name for the platform."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlatformConfig(AppConfig):
    name = "wanjia.platform"
    label = "platform"
    verbose_name = _("platform")
