"""The words that laboratories write for what they found, and what they mean here."""

from collections.abc import Mapping

NEGATIVE, POSITIVE, DOUBTFUL, INVALID = "negative", "positive", "doubtful", "invalid"
SEVERITY: Mapping[str, int] = {NEGATIVE: 0, INVALID: 1, DOUBTFUL: 2, POSITIVE: 3}
"""Where one report says two things of one tube, the graver one counts: nothing found is ever lost by a second line."""

_WORDS = {
    NEGATIVE: ("阴性", "阴", "未检出", "(-)", "-", "negative", "neg", "n", "not detected", "nd", "阴性(-)"),
    POSITIVE: ("阳性", "阳", "检出", "(+)", "+", "positive", "pos", "p", "detected", "阳性(+)", "混管阳性"),
    DOUBTFUL: (
        "可疑", "疑似", "灰区", "弱阳", "弱阳性", "待复检", "复检", "异常", "混管异常",
        "doubtful", "inconclusive", "indeterminate", "equivocal",
    ),
    INVALID: (
        "无效", "失败", "污染", "无内参", "重采", "样本不合格", "不合格", "invalid", "failed", "unsatisfactory",
    ),
}  # fmt: skip
_MEANING = {word: value for value, words in _WORDS.items() for word in words}


def value_of(text: str) -> str | None:
    """What a cell means; None for a word that no laboratory was known to write. Width, case and spaces don't count."""
    plain = text.strip().lower().replace("（", "(").replace("）", ")").replace("＋", "+").replace("－", "-")
    return _MEANING.get(plain) or _MEANING.get(plain.replace(" ", ""))


def is_abnormal(value: str) -> bool:
    """True for what asks for a recheck of everybody in the tube."""
    return value in (POSITIVE, DOUBTFUL)
