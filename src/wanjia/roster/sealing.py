"""The stored form of documents and telephones: sealed, hashed, masked. One place for desk and import."""

import json
from collections.abc import Sequence

from wanjia.kernel.identity import Document
from wanjia.kernel.masking import mask_document, phone_tail
from wanjia.platform.vault import digest, seal


def document_columns(document: Document) -> dict[str, object]:
    """Values of a person's document columns."""
    if not document.number:
        return {
            "document_kind": "none", "document_sealed": None, "document_hash": None, "document_mask": "",
        }  # fmt: skip
    return {
        "document_kind": document.kind, "document_sealed": seal(document.number, field="document"),
        "document_hash": digest(document.number, field="document"), "document_mask": mask_document(document.number),
    }  # fmt: skip


def phone_columns(phones: Sequence[str]) -> dict[str, object]:
    """Values of a person's telephone columns; the first number is the one to call."""
    if not phones:
        return {"phones_sealed": None, "phone_hash": None, "phone_tails": []}
    return {
        "phones_sealed": seal(json.dumps(list(phones)), field="phones"),
        "phone_hash": digest(phones[0], field="phones"), "phone_tails": [phone_tail(phone) for phone in phones],
    }  # fmt: skip
