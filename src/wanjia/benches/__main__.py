"""`python -m wanjia.benches NAME OPTIONS`: runs one benchmark in the database that the environment names."""

import json
import sys
from collections.abc import Callable

import django


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from wanjia.benches import coverage, importing, intake, opening, results

    call_command("migrate", verbosity=0)
    benches: dict[str, Callable[..., object]] = {
        "intake": intake.run,
        "coverage": coverage.run,
        "import": importing.run,
        "opening": opening.run,
        "results": results.run,
    }
    print(json.dumps(benches[sys.argv[1]](**json.loads(sys.argv[2]))))  # noqa: T201  the result


main()
