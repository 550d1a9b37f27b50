"""Tables of the platform, by subject."""

from wanjia.platform.models.accounts import Account, Grant, Role, Token
from wanjia.platform.models.keys import SigningKey
from wanjia.platform.models.records import AuditEntry, AuditStrand, OutboxEvent, PartSerial
from wanjia.platform.sharding import Placement, place

__all__ = [
    "Account",
    "AuditEntry",
    "AuditStrand",
    "Grant",
    "OutboxEvent",
    "PartSerial",
    "Role",
    "SigningKey",
    "Token",
]

place(
    Placement.LOCAL,
    "platform.Account",
    "platform.Grant",
    "platform.Token",
    "platform.AuditEntry",
    "platform.AuditStrand",
    "platform.SigningKey",
)
place(Placement.DISTRIBUTED, "platform.OutboxEvent")
place(Placement.INDEX, "platform.PartSerial")
