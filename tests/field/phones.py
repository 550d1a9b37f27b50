"""Phones for tests: records as they make them, and the two doors through which they send them."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from uuid import uuid4

from tests.world import NOON, SPRING, an_account
from wanjia.field import handler
from wanjia.hot.recount import orphans, recount, totals, tubes
from wanjia.kernel.ids import new_event_id
from wanjia.platform import audit, database, tokens


def a_key(role="tester", area=SPRING, label="07 号"):
    return tokens.issue(an_account(f"t{uuid4().hex[:8]}", role, area, name="孙大寒"), label=label, now=NOON)


def a_record(what, round_, **more):
    return {
        "kind": what, "id": str(new_event_id()), "round": round_.pk, "place": str(SPRING), "seen_at": NOON.isoformat(),
    } | more  # fmt: skip


def a_proof(round_, person, **more):
    return a_record("proof", round_, **({"subject": person and str(person)} | more))


def a_tube(round_, people, **more):
    people = [person if isinstance(person, dict) else str(person) for person in people]
    return a_record("tube", round_, **({"code": "SH0001", "people": people} | more))


def an_attempt(round_, subject, outcome="nobody_home", **more):
    return a_record("attempt", round_, **({"subject": str(subject), "outcome": outcome} | more))


class Slow:
    """The door of a server without a lane."""

    def __init__(self, client):
        self.client = client

    def send(self, key, *records, **more):
        answer = self.client.post(
            "/api/v1/records", json.dumps({"records": records} | more), content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
        )  # fmt: skip
        return answer.status_code, answer.json()


class Loop:
    """A loop in a thread of its own: once a browser test has run, Playwright keeps one in the main thread."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self._thread = Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, what):
        return asyncio.run_coroutine_threadsafe(asyncio.wait_for(what, 60), self.loop).result(90)

    def time(self):
        return self.loop.time()

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()


def run_apart(what):
    """asyncio.run, in a thread of its own for the same reason."""
    with ThreadPoolExecutor(max_workers=1) as hand:
        return hand.submit(asyncio.run, what).result()


class Fast:
    """The lane itself, on a loop of its own, with a connection of its own: what it reads has to be committed."""

    def __init__(self, connection, *, loop=None, writers=1):
        self.loop = loop or Loop()
        self.address = database.address(connection.settings_dict)
        self.door = handler.Door(self.address, writers=writers)
        self.headers = {}
        self.run(self._start())

    async def _start(self):
        self.door.start()
        await asyncio.sleep(0.1)  # until it listens for changes of access

    def run(self, what):
        return self.loop.run(what)

    def send(self, key, *records, **more):
        return self.run(self.ask(key, *records, **more))

    def send_together(self, *requests):
        """Several (key, record, …) at once; their answers in the same order."""
        return self.run(together(self.ask(*request) for request in requests))

    async def ask(self, key, *records, **more):
        return await self.post(key, json.dumps({"records": records} | more).encode())

    async def post(self, key, body, door=None):
        """`door`: another application that is asked instead."""
        sent, out = [{"type": "http.request", "body": body}], []

        async def receive():
            return sent.pop(0)

        async def send(message):
            out.append(message)

        scope = {
            "type": "http", "method": "POST", "path": handler.PATH,
            "headers": [(b"authorization", f"Bearer {key}".encode())],
        }  # fmt: skip
        await (door or self.door)(scope, receive, send)
        self.headers, self.was_read = dict(out[0]["headers"]), not sent
        return out[0]["status"], json.loads(out[1]["body"])

    def close(self):
        self.run(self.door.close())


async def together(asked):
    return await asyncio.gather(*asked)


def outcomes(answer):
    return [receipt["outcome"] for receipt in answer[1]["receipts"]]


def balanced(round_):
    """Every counter agrees with its facts, every tube with its people, every line of the log with the one before."""
    assert recount(round_.pk) == []
    assert totals() == []
    assert tubes(round_.pk) == []
    assert orphans(round_.pk) == {}
    assert list(audit.broken()) == []
