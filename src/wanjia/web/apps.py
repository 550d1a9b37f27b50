"""Django's name for the console."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "wanjia.web"
    label = "web"
