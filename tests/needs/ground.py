"""What tests of the room start from: two buildings, tickets, somebody at the desk."""

from tests.world import HAND, NOON, SPRING, a_building, an_account
from wanjia.kernel.area import compound_code
from wanjia.needs import services
from wanjia.needs.models import Ticket
from wanjia.needs.services import Said
from wanjia.platform.access import actor_of
from wanjia.roster.models import Household

COMPOUND = compound_code(SPRING, 1)


def ground():
    """Keys of buildings 1 and 3 with their households."""
    return a_building(number=1)[0], a_building(number=3, floors=5)[0]


def home_in(key, room="301") -> Household:
    return Household.objects.get(building_key=key, room=room)


def a_ticket(place, kind="food", text="家里没米了", *, by=HAND, now=NOON, **more) -> Ticket:
    return services.open_ticket(by=by, said=Said(place, kind, text, **more), now=now)


def somebody(role="worker", area=SPRING, login=None):
    return actor_of(an_account(login or f"{role}{area}", role, area, name=f"林{role}"), NOON)


def asked_in(household, committee):
    """A ticket and a proposal of one committee, by the names of URL parameters."""
    from wanjia.needs import proposing
    from wanjia.needs.models import Proposal

    ticket = a_ticket(committee, household_id=household.pk, phone="12000002218")
    batch = proposing.paste(by=HAND, area=committee, text="1-301 要牛奶1箱", name="楼组群", now=NOON)
    return {"ticket_id": ticket.pk, "proposal_id": Proposal.objects.get(batch_id=batch.pk).pk}
