"""Taking the register out in whatever columns somebody else wants: enter once, fill every sheet from it.

layouts   somebody's workbook → its header, its titles and styles, how it writes numbers and dates
values    one person → the text of one column
services  export_roster
"""

from wanjia.roster.exporting.services import Exported, export_roster

__all__ = ["Exported", "export_roster"]
