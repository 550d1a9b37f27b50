"""Phones for tests: invited, let in, with a log of their own."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

from tests.world import HAND, NOON, SPRING
from wanjia.devices import enrolling, inviting
from wanjia.devices.rules import SPAN, hash_of
from wanjia.kernel.ids import new_event_id

SHIFT_END = NOON + timedelta(hours=6)


def an_invitation(round_=None, *areas, kind="desk", by=HAND, now=NOON, **more):
    values = {"label": "2号台", "holder": "杨立冬", "ends_at": SHIFT_END} | more
    asked = inviting.NewInvitation(
        kind=kind, areas=areas or (SPRING,), round_id=round_.pk if round_ else None, **values
    )  # fmt: skip
    return inviting.invite(by=by, asked=asked, now=now)


def enrolled(round_=None, *areas, phone=None, now=NOON, **more):
    """A device with its key."""
    text = inviting.code_of(an_invitation(round_, *areas, now=now, **more), now)
    return enrolling.enrol(knock=enrolling.Knock(text, phone or uuid4()), now=now)


def blocks(ids, *, with_ids=True):
    """The spans of a log, as the phone tells them."""
    told = []
    for at in range(0, len(ids), SPAN):
        part = ids[at : at + SPAN]
        block = {"first": at + 1, "last": at + len(part), "hash": hash_of(part)}
        told.append(block | ({"ids": [str(id_) for id_ in part]} if with_ids else {}))
    return told


class Phone:
    """One device at the API: its numbered log, what it has sent."""

    def __init__(self, client, done):
        self.client, self.device, self.key = client, done.device, done.key
        self.made: list[UUID] = []
        self.voids: dict[int, UUID] = {}

    def make(self):
        self.made.append(new_event_id())
        return self.made[-1]

    def post(self, path, body):
        return self.client.post(
            f"/api/v1/{path}", json.dumps(body, default=str), content_type="application/json",
            headers={"Authorization": f"Bearer {self.key}"},
        )  # fmt: skip

    def get(self, path, **headers):
        return self.client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {self.key}"} | headers)

    def log(self, *, with_ids=True, unsent=0):
        voids = [{"number": number, "id": id_, "at": NOON} for number, id_ in self.voids.items()]
        return self.post(
            "field/log",
            {"sent_at": NOON, "made": len(self.made), "unsent": unsent, "voids": voids,
             "spans": blocks(self.made, with_ids=with_ids)},
        )  # fmt: skip
