"""Sets that this process has unpacked already, each with the version it stands for.

Only ever a shortcut past unpacking: the version on the shelf is compared with the total's on every question.
"""

from collections import OrderedDict
from threading import Lock

from wanjia.coverage.comparing.algebra import Held
from wanjia.coverage.comparing.question import Wish
from wanjia.hot.sets import Total

MOST = 120_000_000  # people on the shelf, about two bytes each; a city of 25 million asks for up to 50 million a round

Drawer = dict[tuple[int, int], tuple[int, Held]]  # (committee, part) → version and set


class Shelf:
    """One drawer for each round and wish; the one that was not opened for longest goes first."""

    def __init__(self, most: int = MOST) -> None:
        self.most, self.people = most, 0
        self._drawers: OrderedDict[tuple[int, Wish], Drawer] = OrderedDict()
        self._lock = Lock()

    def drawer(self, round_id: int, wish: Wish) -> Drawer:
        """For reading; the owner looks at the version."""
        with self._lock:
            opened = self._drawers.setdefault((round_id, wish), {})
            self._drawers.move_to_end((round_id, wish))
            return opened

    def put(self, total: Total, wish: Wish, held: Held) -> None:
        with self._lock:
            drawer = self._drawers.setdefault((total.round_id, wish), {})
            before = drawer.get((total.committee, total.part))
            drawer[total.committee, total.part] = (total.version, held)
            self.people += _weight(held) - (_weight(before[1]) if before else 0)
            while self.people > self.most and len(self._drawers) > 1:
                _key, oldest = self._drawers.popitem(last=False)
                self.people -= sum(_weight(held) for _version, held in oldest.values())

    def clear(self) -> None:
        with self._lock:
            self._drawers.clear()
            self.people = 0


def _weight(held: Held) -> int:
    return sum(map(len, held))


SHELF = Shelf()
