"""What a server asks of an application when it starts and stops (ASGI lifespan)."""

from collections.abc import Awaitable, Callable
from typing import Any


async def live(
    receive: Callable[[], Awaitable[Any]],
    send: Callable[[Any], Awaitable[None]],
    start: Callable[[], Awaitable[None]],
    stop: Callable[[], Awaitable[None]],
) -> None:
    """Runs `start` and `stop` at the server's word. Returns when it stops."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await start()
            await send({"type": "lifespan.startup.complete"})
        else:
            await stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
