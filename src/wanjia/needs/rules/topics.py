"""What a repair is about, by its words: enough to see that five doors have one trouble."""

import re

TOPICS = {
    "water": re.compile(r"(?:停|没|断|无)(?:有)?水|不出水|水泵|no water", re.IGNORECASE),
    "power": re.compile(r"(?:停|没|断|无)(?:有)?电|跳闸|no power", re.IGNORECASE),
    "gas": re.compile(r"煤气|燃气|天然气|gas", re.IGNORECASE),
    "lift": re.compile(r"电梯|lift|elevator", re.IGNORECASE),
    "drain": re.compile(r"堵|马桶|下水|漏水|渗水|drain|leak", re.IGNORECASE),
    "net": re.compile(r"宽带|网络|断网|没网|路由|internet", re.IGNORECASE),
    "lock": re.compile(r"锁|门禁|lock", re.IGNORECASE),
}


def topic_of(kind: str, text: str) -> str:
    """Empty where the words name none, and for kinds without topics."""
    if kind != "repair":
        return ""
    return next((name for name, pattern in TOPICS.items() if pattern.search(text)), "")
