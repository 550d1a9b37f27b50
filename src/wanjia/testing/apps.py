"""Django's name for testing."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TestingConfig(AppConfig):
    name = "wanjia.testing"
    label = "testing"
    verbose_name = _("testing")
