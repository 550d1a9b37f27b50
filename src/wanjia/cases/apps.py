"""Django's name for cases."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "wanjia.cases"
    label = "cases"
    verbose_name = _("cases and transfers")
