"""Reading what devices say about boxes: JSON into facts. What can't be read is named by its field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

import msgspec

from wanjia.kernel import area as codes
from wanjia.logistics.models import Signature

PACKED, UNPACKED, SEALED, GAVE, TOOK = "packed", "unpacked", "sealed", "gave", "took"
KINDS = (PACKED, UNPACKED, SEALED, GAVE, TOOK)
LONGEST_CODE = 40
MOST_TUBES = 1000  # in one box


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was done with a box. `box_id` where the console knows which; a device knows the code."""

    id: UUID
    kind: str
    box: str
    seen_at: datetime
    place: int | None = None
    round_id: int | None = None
    site: str = ""
    box_id: UUID | None = None
    tube: str = ""
    seal: str = ""
    to_lab: UUID | None = None
    holder: UUID | None = None  # who signs; None is the site
    other: UUID | None = None
    counted: int | None = None
    scanned: tuple[str, ...] | None = None
    seal_seen: str = ""
    is_paper: bool = False

    @property
    def digest(self) -> bytes:
        """16 bytes of what it says, so that the same id with another body is noticed."""
        body = (
            self.kind, self.box, self.seen_at, self.tube, self.seal, self.to_lab, self.holder, self.other, self.counted,
            self.scanned, self.seal_seen,
        )  # fmt: skip
        return blake2b(msgspec.msgpack.encode(body), digest_size=16).digest()


class Unreadable(ValueError):
    """Raised by `read`; says which field."""


def read(raw: object) -> Fact:
    """One record as a fact. Raises Unreadable with the name of the first field that can't be read."""
    if not isinstance(raw, Mapping):
        raise Unreadable("record")
    kind = raw.get("kind")
    if kind not in KINDS:
        raise Unreadable("kind")
    if unknown := set(raw) - _FIELDS[kind]:
        raise Unreadable(str(min(map(str, unknown)))[:40])
    said: dict[str, object] = {
        "id": _uuid(raw, "id"), "kind": kind, "box": code_in(raw.get("box"), "box"), "seen_at": _moment(raw),
        "place": _place(raw), "round_id": _number(raw, "round", 2**31 - 1), "site": _text(raw, "site", 40),
    }  # fmt: skip
    if kind in (PACKED, UNPACKED):
        said["tube"] = code_in(raw.get("tube"), "tube")
    elif kind == SEALED:
        said |= {"seal": code_in(raw.get("seal"), "seal"), "to_lab": _uuid_or_none(raw, "to")}
    else:
        said |= _signed(raw)
    return Fact(**said)  # type: ignore[arg-type]


_ALWAYS = {"id", "kind", "box", "seen_at", "place", "round", "site"}
_SIGNED = _ALWAYS | {"holder", "other", "counted", "tubes", "seal_seen"}
_FIELDS = {
    PACKED: _ALWAYS | {"tube"}, UNPACKED: _ALWAYS | {"tube"}, SEALED: _ALWAYS | {"seal", "to"}, GAVE: _SIGNED,
    TOOK: _SIGNED,
}  # fmt: skip


def _signed(raw: Mapping[str, object]) -> dict[str, object]:
    seal = raw.get("seal_seen", "")
    if seal not in Signature.Seal.values:
        raise Unreadable("seal_seen")
    holder, other = _uuid_or_none(raw, "holder"), _uuid_or_none(raw, "other")
    if holder == other:  # both the site, or a holder with itself
        raise Unreadable("other")
    return {
        "holder": holder, "other": other, "counted": _number(raw, "counted", MOST_TUBES), "scanned": _tubes(raw),
        "seal_seen": seal,
    }  # fmt: skip


def code_in(said: object, field: str = "code") -> str:
    """A code as it stands on a label, without the blanks and ends of line that scanners add. Raises Unreadable."""
    text = str(said).strip() if isinstance(said, str) else ""
    if not 0 < len(text) <= LONGEST_CODE or any(sign.isspace() or not sign.isprintable() for sign in text):
        raise Unreadable(field)
    return text


def _tubes(raw: Mapping[str, object]) -> tuple[str, ...] | None:
    said = raw.get("tubes")
    if said is None:
        return None
    if not isinstance(said, list) or len(said) > MOST_TUBES:
        raise Unreadable("tubes")
    return tuple(dict.fromkeys(code_in(one, "tubes") for one in said))


def _uuid(raw: Mapping[str, object], name: str) -> UUID:
    try:
        return UUID(str(raw.get(name)))
    except ValueError as why:
        raise Unreadable(name) from why


def _uuid_or_none(raw: Mapping[str, object], name: str) -> UUID | None:
    return None if raw.get(name) in (None, "") else _uuid(raw, name)


def _moment(raw: Mapping[str, object]) -> datetime:
    try:
        moment = datetime.fromisoformat(str(raw.get("seen_at")))
    except ValueError as why:
        raise Unreadable("seen_at") from why
    if moment.tzinfo is None or not 2000 <= moment.year < 2100:
        raise Unreadable("seen_at")
    return moment


def _place(raw: Mapping[str, object]) -> int | None:
    said = raw.get("place")
    if said in (None, ""):
        return None
    try:
        codes.level_of(int(str(said)))
    except ValueError as why:
        raise Unreadable("place") from why
    return int(str(said))


def _number(raw: Mapping[str, object], name: str, most: int) -> int | None:
    said = raw.get(name)
    if said is None:
        return None
    if isinstance(said, bool) or not isinstance(said, int) or not 0 <= said <= most:
        raise Unreadable(name)
    return said


def _text(raw: Mapping[str, object], name: str, most: int) -> str:
    said = raw.get(name, "")
    if not isinstance(said, str) or len(said) > most:
        raise Unreadable(name)
    return said.strip()
