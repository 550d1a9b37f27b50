"""For a chat group: short, the source at the end, so that whoever passes it on passes that on too."""

from wanjia.notices.channels.told import Words, origin, span, span_en


def text(words: Words) -> str:
    """Chinese first, English below it where somebody wrote it."""
    chinese = f"【{words.whose}】{words.title}\n{words.text}\n{span(words)}"
    english = f"\n\n{words.title_en or words.title}\n{words.text_en}\n{span_en(words)}" if words.has_english else ""
    return f"{chinese}{english}\n来源：{origin(words)}"


def answer(claim: str, words: Words) -> str:
    """What goes where a rumour went: what was said, then what is so, with the source."""
    return f"有人说：{claim}\n{text(words)}\n转给问起的人，没有来源的不转。"


def reply(question: str, words: Words) -> str:
    """What goes down to the building that asked: the question, then the answer with its source."""
    return f"有人问：{question}\n{text(words)}"
