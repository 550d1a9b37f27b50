"""Phones for tests: records as they make them, and the two doors through which they send them."""

import asyncio
import json
from uuid import uuid4

from tests.world import NOON, SPRING, an_account
from wanjia.field import handler
from wanjia.kernel.ids import new_event_id
from wanjia.platform import database, tokens


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


class Fast:
    """The lane itself, on a loop of its own, with a connection of its own: what it reads has to be committed."""

    def __init__(self, connection):
        self.loop = asyncio.new_event_loop()
        self.address = database.address(connection.settings_dict)
        self.door = handler.Door(self.address)
        self.run(self._start())

    async def _start(self):
        self.door.start()

    def run(self, what):
        return self.loop.run_until_complete(asyncio.wait_for(what, 60))

    def send(self, key, *records, **more):
        return self.run(self.ask(key, json.dumps({"records": records} | more).encode()))

    async def ask(self, key, body):
        sent, out = [{"type": "http.request", "body": body}], []

        async def receive():
            return sent.pop(0)

        async def send(message):
            out.append(message)

        scope = {"type": "http", "method": "POST", "headers": [(b"authorization", f"Bearer {key}".encode())]}
        await self.door(scope, receive, send)
        self.headers = dict(out[0]["headers"])
        return out[0]["status"], json.loads(out[1]["body"])

    def close(self):
        self.run(self.door.close())
        self.loop.close()


def outcomes(answer):
    return [receipt["outcome"] for receipt in answer[1]["receipts"]]
