"""What lists show instead of the whole: enough to recognise somebody whom one knows, not enough to learn."""

_DOUBLE_SURNAMES = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "长孙",
        "宇文",
        "司徒",
        "司空",
        "夏侯",
        "端木",
        "百里",
        "南宫",
        "呼延",
        "轩辕",
        "闻人",
        "澹台",
        "濮阳",
        "淳于",
        "单于",
        "申屠",
        "公冶",
        "宗政",
        "东郭",
    ]
)


def mask_name(name: str) -> str:
    """王春兰 → 王*兰, 王兰 → 王*, 欧阳春兰 → 欧阳*兰, John Soltis → J. Sol***."""
    if not name:
        return ""
    if name.isascii() or " " in name:
        return _mask_latin(name)
    keep = 2 if len(name) > 2 and name[:2] in _DOUBLE_SURNAMES else 1
    if len(name) <= keep + 1:
        return name[:keep] + "*"
    return name[:keep] + "*" + name[-1]


def _mask_latin(name: str) -> str:
    *given, last = name.split()
    initials = "".join(f"{word[0]}. " for word in given[:1])
    return f"{initials}{last[: min(3, max(1, len(last) - 1))]}***"


def mask_document(number: str) -> str:
    """999901194103060028 → 9999 •••• 0028; short numbers keep less."""
    if not number:
        return ""
    keep = 4 if len(number) >= 15 else 2 if len(number) >= 7 else 1
    return f"{number[:keep]} •••• {number[-keep:]}"


def phone_tail(phone: str) -> str:
    """The last four digits, all that a list may show."""
    return "".join(filter(str.isdigit, phone))[-4:]


def mask_phone(phone: str) -> str:
    """尾号 2218 without the words: the door adds them in its language."""
    return f"•••• {phone_tail(phone)}"
