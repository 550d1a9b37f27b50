"""Django's name for the register."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RosterConfig(AppConfig):
    name = "wanjia.roster"
    label = "roster"
    verbose_name = _("register")
