"""Which act each page of the room asks for, for the matrix of addresses and roles."""

from wanjia.platform.access import Act

PAGES: dict[str, tuple[str, Act | str, dict[str, str]]] = {
    "needs:inbox": ("get", Act.SEE_COUNTS, {}),
    "needs:closed": ("get", Act.SEE_COUNTS, {}),
    "needs:list": ("get", Act.SEE_COUNTS, {}),
    "needs:lead": ("get", Act.OPEN_ROUND, {"kind": "food"}),
    "web:questions": ("get", Act.SERVE, {}),
    "web:answered_too": ("post", Act.SERVE, {}),
    "needs:clocks": ("get", Act.SEE_COUNTS, {}),
    "needs:new_clocks": ("get", Act.OPEN_ROUND, {"kind": "food"}),
    "needs:together": ("get", Act.SERVE, {}),
    "needs:new": ("get", Act.SERVE, {}),
    "needs:find": ("post", Act.SERVE, {"q": "王"}),
    "needs:ticket": ("get", Act.SERVE, {}),
    "needs:act": ("post", Act.SERVE, {"do": "take"}),
    "needs:call": ("get", Act.SERVE, {}),
    "needs:proposed": ("get", Act.SERVE, {}),
    "needs:decide": ("post", Act.SERVE, {"do": "drop"}),
    "needs:paste": ("get", Act.SERVE, {}),
    "needs:file": ("get", Act.SERVE, {}),
}
