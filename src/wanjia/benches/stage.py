"""What every benchmark sets up: accounts with keys, a round over the city, tubes full of its people."""

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import msgspec
from django.conf import settings

from wanjia.benches.city import CODE, FIRST, PEOPLE, PER_COMMITTEE, City, Owed
from wanjia.benches.client import Post, post
from wanjia.coverage import presets
from wanjia.coverage.models import Round
from wanjia.coverage.services import NewRound, open_round
from wanjia.kernel import clock
from wanjia.kernel.ids import make_id, new_event_id
from wanjia.platform import tokens
from wanjia.platform.access import system
from wanjia.platform.models import Account, Grant, Role

HAND = system("bench")
PER_TUBE = 10


def say(text: str) -> None:
    """Progress, on stderr: stdout is for the result."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def a_round(name: str, owed: Owed = PEOPLE) -> Round:
    """Everybody of the city, or every household, due tonight."""
    presets.load()
    now = clock.now()
    asked = NewRound(owed.obligation, name, CODE, now - timedelta(minutes=1), now + timedelta(hours=12))
    return open_round(by=HAND, asked=asked, now=now)


def a_key(login: str, role: Role, area: int) -> str:
    """An account with one role and a device's key."""
    account = Account.objects.create(login=login, name=login, created_at=clock.now())
    Grant.objects.create(account=account, role=role, area=area, starts_at=clock.now() - timedelta(days=1))
    return tokens.issue(account, label=login, now=clock.now())


@dataclass(frozen=True, slots=True)
class Tube:
    """Ten neighbours of one committee."""

    committee: int
    first: int  # serial of the first
    step: int = 1

    @property
    def subjects(self) -> list[str]:
        return [str(make_id(self.committee, self.first + n * self.step)) for n in range(PER_TUBE)]

    def records(self, round_id: int) -> list[dict[str, object]]:
        return [{
            "kind": "tube", "id": str(new_event_id()), "round": round_id, "code": f"SH{self.first:09}",
            "place": str(self.committee), "seen_at": clock.now().isoformat(), "people": self.subjects,
        }]  # fmt: skip


class Doors(Tube):
    """Ten doors of one committee, a proof at each, as a volunteer's phone sends them."""

    def records(self, round_id: int) -> list[dict[str, object]]:
        common = {"kind": "proof", "round": round_id, "place": str(self.committee), "seen_at": clock.now().isoformat()}
        return [common | {"id": str(new_event_id()), "subject": subject} for subject in self.subjects]


def tubes(city: City, count: int) -> Iterator[Tube]:
    """Committee by committee in turn, as a city works: everywhere at once."""
    per = PER_COMMITTEE // PER_TUBE
    for number in range(count):
        turn, committee = divmod(number, len(city.committees))
        yield Tube(city.committees[committee], FIRST + (turn % per) * PER_TUBE)


@dataclass(frozen=True, slots=True)
class Sample:
    """Requests by device, with the ids that they carry in the same order."""

    queues: list[list[Post]]
    ids: list[list[str]]

    @property
    def posts(self) -> list[Post]:
        return [one for queue in self.queues for one in queue]


def requests(path: str, round_: Round, chosen: Sequence[Tube], keys: dict[int, list[str]], devices: int) -> Sample:
    """One tube a request, or ten doors. Each device serves one committee; devices of one committee share its tubes."""
    queues: list[list[Post]] = [[] for _ in range(devices)]
    ids: list[list[str]] = [[] for _ in range(devices)]
    draw = random.Random(4)
    for tube in chosen:
        records = tube.records(round_.pk)
        holders = keys[tube.committee]
        device = draw.randrange(len(holders))
        number, key = holders[device].split(" ")
        body = msgspec.json.encode({"sent_at": clock.now(), "records": records})
        queues[int(number)].append(post(path, key, body))
        ids[int(number)] += [str(record["id"]) for record in records]
    return Sample(queues, ids)


def devices(city: City, count: int) -> dict[int, list[str]]:
    """Keys by committee, each with its device's number before it: "7 wj_…"."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # no passwords are made here
    keys: dict[int, list[str]] = {committee: [] for committee in city.committees}
    for number in range(max(count, len(city.committees))):
        committee = city.committees[number % len(city.committees)]
        device = number % count
        keys[committee].append(f"{device} {a_key(f'd{number}', Role.TESTER, committee)}")
    return keys
