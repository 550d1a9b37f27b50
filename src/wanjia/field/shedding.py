"""When phones wait, pages wait longer: reading can be done again, a swab can't."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from wanjia.field.lane import Lane
from wanjia.field.telling import SHED, Lines
from wanjia.platform import meters

_SEES_ALWAYS = ("/static/", "/field/", "/healthz", "/readyz", "/metrics")  # a frame without data costs nothing
_PAGE = (
    '<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>稍等</title>'
    "<p>手机正在集中上传，页面让一让。几秒后自动重试。</p>"
    '<p lang="en">Phones are sending their records; pages wait. This page tries again by itself in a few seconds.</p>'
).encode()


def must_wait(scope: MutableMapping[str, Any], lane: Lane) -> bool:
    """True for a read of a page or of the API while the lane is strained. What is written always goes through."""
    return (
        lane.is_strained
        and scope["type"] == "http"
        and scope["method"] in ("GET", "HEAD")
        and not scope["path"].startswith(_SEES_ALWAYS)
    )


async def answer(scope: MutableMapping[str, Any], send: Callable[[Any], Awaitable[None]], lines: Lines) -> None:
    """503, and when to come again."""
    lines.note(scope["method"], SHED, 503, None, lines.began())
    meters.shed.labels("pages").inc()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"), (b"retry-after", b"5"), (b"refresh", b"5"),
        (b"cache-control", b"no-store"), (b"content-length", str(len(_PAGE)).encode()),
    ]  # fmt: skip
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": _PAGE})
