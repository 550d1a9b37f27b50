"""Django's name for logistics."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LogisticsConfig(AppConfig):
    name = "wanjia.logistics"
    label = "logistics"
    verbose_name = _("logistics")
