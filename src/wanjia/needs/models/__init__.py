"""Tables of needs."""

from wanjia.needs.models.leads import KindLead
from wanjia.needs.models.presets import KindTerms
from wanjia.needs.models.proposals import Batch, Proposal
from wanjia.needs.models.tickets import Kind, Outcome, Rung, Step, Ticket, TicketCounter, Told, Urgency, Way
from wanjia.platform.sharding import Placement, place

__all__ = [
    "Batch", "Kind", "KindLead", "KindTerms", "Outcome", "Proposal", "Rung", "Step", "Ticket", "TicketCounter",
    "Told", "Urgency", "Way",
]  # fmt: skip

place(Placement.REFERENCE, "needs.KindTerms", "needs.KindLead")
place(Placement.DISTRIBUTED, "needs.Ticket", "needs.TicketCounter", "needs.Step", "needs.Batch", "needs.Proposal")
