"""Django's name for notices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "wanjia.notices"
    label = "notices"
    verbose_name = _("notices")
