"""The entry point of a server process: phones by the fast lane, everything else by Django."""

import gc
import os
import warnings
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanjia.config.settings")
os.environ.setdefault("WANJIA_POOL", "12")  # a page runs in a thread of its own: connections are shared between them
_pages: Any = get_asgi_application()

from wanjia.config.env import environment  # noqa: E402  Django's apps have to be ready first
from wanjia.config.lifespan import live  # noqa: E402
from wanjia.field import handler, shedding  # noqa: E402
from wanjia.platform import database  # noqa: E402

# whitenoise hands out files as synchronous streams; Django reads them in a thread, which is what we want
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

_env = environment()


class Application:
    """Chooses by path. The lane begins and ends with the server process."""

    def __init__(self) -> None:
        self._door: handler.Door | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await live(receive, send, self._start, self._stop)
        elif scope["path"] == handler.PATH and scope["method"] == "POST":
            await self._open()(scope, receive, send)
        elif self._door is not None and shedding.must_wait(scope, self._door.lane):
            await shedding.answer(scope, send, self._door.lines)
        else:
            await _pages(scope, receive, send)

    def _open(self) -> handler.Door:
        """The door, begun at the first request where a server knows no lifespan."""
        if self._door is None:
            self._door = handler.Door(database.url(_env.database_url, _env.home))
            self._door.start()
        return self._door

    async def _start(self) -> None:
        self._open()
        gc.collect()
        gc.freeze()  # what is there now stays: looking through it again and again took a fifth of the lane's time
        gc.set_threshold(50_000, 20, 100)

    async def _stop(self) -> None:
        if self._door is not None:
            await self._door.close()


application = Application()
