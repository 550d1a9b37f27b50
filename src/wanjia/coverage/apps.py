"""Django's name for coverage."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoverageConfig(AppConfig):
    name = "wanjia.coverage"
    label = "coverage"
    verbose_name = _("coverage")
