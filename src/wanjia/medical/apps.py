"""Django's name for medical access."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MedicalConfig(AppConfig):
    name = "wanjia.medical"
    label = "medical"
    verbose_name = _("medical access")
