"""Django's name for isolation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IsolationConfig(AppConfig):
    name = "wanjia.isolation"
    label = "isolation"
    verbose_name = _("isolation")
