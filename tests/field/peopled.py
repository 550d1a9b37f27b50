"""A process of its own: fills the installation of WANJIA_HOME with people, rounds over them, and devices' keys."""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import django

from wanjia.platform import database


def main(people, devices):
    home = Path(os.environ["WANJIA_HOME"])
    database.ensure(None, home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "wanjia.config.settings"
    django.setup()
    from wanjia.benches import city, stage
    from wanjia.coverage.services import NewRound, open_round
    from wanjia.kernel import clock
    from wanjia.platform.models import Role

    made, now, hour = city.build(database.url(None, home), people), clock.now(), timedelta(hours=1)
    round_ = stage.a_round("tested")
    over = open_round(by=stage.HAND, asked=NewRound("nat", "over", city.CODE, now - 3 * hour, now - hour), now=now)
    keys = []
    for number in range(devices):
        committee = made.committees[number % len(made.committees)]
        keys.append([committee, stage.a_key(f"d{number}", Role.TESTER, committee)])
    told = {
        "round": round_.pk, "over": over.pk, "due_at": over.due_at.isoformat(), "devices": keys, "first": city.FIRST,
    }  # fmt: skip
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
