"""Django's name for the residents' door."""

from django.apps import AppConfig


class MeConfig(AppConfig):
    name = "wanjia.me"
    label = "me"
