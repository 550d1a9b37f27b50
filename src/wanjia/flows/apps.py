"""Wires the rooms together when Django is ready."""

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "wanjia.flows"
    label = "flows"

    def ready(self) -> None:
        from wanjia.flows.wiring import wire

        wire()
