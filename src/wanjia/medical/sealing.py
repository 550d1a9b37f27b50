"""What is said about illness and companions, sealed; each field by its own name."""

from wanjia.platform.said import said as said
from wanjia.platform.said import sealed as sealed

COMPANION, NOTE, ITEMS, RECEIPT = "medical.companion", "medical.note", "medical.items", "medical.receipt"
DRIVER = "medical.driver"
