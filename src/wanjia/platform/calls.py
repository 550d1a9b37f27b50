"""A request that has passed the API's door."""

from datetime import datetime

from django.http import HttpRequest

from wanjia.platform.access import Actor


class Call(HttpRequest):
    """A request that has passed the door: it knows who acts, through what, and when."""

    auth: Actor
    device: str
    now: datetime
