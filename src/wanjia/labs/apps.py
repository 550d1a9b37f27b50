"""Django's name for laboratories."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LabsConfig(AppConfig):
    name = "wanjia.labs"
    label = "labs"
    verbose_name = _("laboratories")
