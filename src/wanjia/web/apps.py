"""Django's name for the console, and what its rooms may know of each other only through it."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "wanjia.web"
    label = "web"

    def ready(self) -> None:
        from wanjia.web.standing import tell

        tell()
