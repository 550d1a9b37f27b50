"""A batch with its lines in the audit log: one for each desk, device and round."""

from collections import Counter
from collections.abc import Sequence

from wanjia.coverage.intake import Receipt, Sent, write
from wanjia.hot.chains import Entry, write_lines
from wanjia.hot.dialogue import Dialogue
from wanjia.kernel import clock
from wanjia.kernel.area import desk_of


def write_logged(sent: Sequence[Sent]) -> Dialogue[list[Receipt]]:
    """Writes the facts, then the lines: the chains are held last and shortest."""
    now = clock.now()
    receipts = yield from write(sent, now)
    kept = [one for one, receipt in zip(sent, receipts, strict=True) if receipt.outcome != "malformed"]
    if kept:
        yield from write_lines(_entries(kept), now)
    return receipts


def _entries(sent: Sequence[Sent]) -> list[Entry]:
    counted = Counter((desk_of(one.fact.place), one.sender, one.fact.round_id) for one in sent)
    return [
        Entry(desk, sender.account_id, sender.by, "round.record", f"round:{round_id}",
              {"records": n, "device": sender.device})
        for (desk, sender, round_id), n in sorted(counted.items(), key=lambda item: item[0][0])
    ]  # fmt: skip
