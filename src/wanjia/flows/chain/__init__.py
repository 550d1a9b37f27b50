"""采送检报控调管: the seven links over all rooms, read for one area: counts, the oldest item, alarms, the books.

Rooms do not know each other; this only reads what each tells of its own links and lays them side by side.
"""

from wanjia.flows.chain.ahead import Sight, sight
from wanjia.flows.chain.board import Board, LinkColumn, board, rounds_of
from wanjia.flows.chain.items import Item
from wanjia.flows.chain.telling import told

__all__ = ["Board", "Item", "LinkColumn", "Sight", "board", "rounds_of", "sight", "told"]
