"""Django's name for the field's door: it brings the field app's page and files."""

from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "wanjia.field"
    label = "field"
