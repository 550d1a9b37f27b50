"""Tables of notices, by subject."""

from wanjia.notices.models.groups import ChatGroup, ChatMember
from wanjia.notices.models.notices import Notice
from wanjia.notices.models.telling import Broadcast, Message, Telling
from wanjia.platform.sharding import Placement, place

__all__ = ["Broadcast", "ChatGroup", "ChatMember", "Message", "Notice", "Telling"]

# of areas of every level, a few rows an area, rarely written
place(Placement.REFERENCE, "notices.Notice", "notices.Telling")
place(Placement.DISTRIBUTED, "notices.Broadcast", "notices.Message", "notices.ChatGroup", "notices.ChatMember")
