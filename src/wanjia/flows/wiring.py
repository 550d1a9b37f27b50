"""The whole list: which events other rooms hear, in the same transaction or later by the worker."""

from wanjia.cards import events as cards
from wanjia.care import following, silence
from wanjia.cases import events as cases
from wanjia.coverage import pooling as coverage_pools
from wanjia.flows import backlogs, caring, finding, institutions, isolating, merging, questions, rumours, tracing
from wanjia.isolation import events as orders
from wanjia.isolation import holding
from wanjia.isolation import pooling as isolation_pools
from wanjia.labs import events as labs
from wanjia.labs import standing
from wanjia.medical import events as trips
from wanjia.medical import institutions as medical_houses
from wanjia.medical import queries as medical
from wanjia.needs import events as tickets
from wanjia.notices import answering
from wanjia.platform import outbox


def wire() -> None:
    """Called once when Django is ready. Called twice it changes nothing."""
    outbox.at_once["roster.people_merged"] = [
        merging.targets_follow_merge, cards.cards_follow_merge, cases.cases_follow_merge,
        labs.rechecks_follow_merge, orders.orders_follow_merge, trips.trips_follow_merge, tickets.tickets_follow_merge,
        following.care_follows_merge, caring.cover_after_merge,
    ]  # fmt: skip
    outbox.at_once["roster.person_moved"] = [
        following.care_follows_move, trips.trips_follow_move, cards.cards_follow_move, labs.rechecks_follow_move,
        cases.transfers_follow_move, tickets.tickets_follow_move,
    ]  # fmt: skip
    outbox.at_once["roster.presence_changed"] = [cards.cards_end_with_presence, trips.trips_end_with_presence]
    outbox.at_once["cases.opened"] = [tracing.positive_of_a_door]
    outbox.at_once["cases.contact_confirmed"] = [tracing.order_of_a_contact]
    outbox.at_once["cases.contact_withdrawn"] = [tracing.end_order_of_a_contact]
    outbox.at_once["cases.withdrawn"] = [tracing.withdraw_everything]
    outbox.at_once["cases.transferred"] = [tracing.end_own_order]
    outbox.at_once["cases.discharged"] = [tracing.home_days]
    outbox.at_once["isolation.order_began"] = [isolating.order_began, caring.cover_a_carer]
    outbox.at_once["isolation.order_ended"] = [isolating.order_ended, caring.carer_is_back]
    outbox.at_once["labs.lab_changed"] = [finding.lab_is_a_holder]
    outbox.at_once["labs.single_positive"] = [finding.case_of_a_swab]
    outbox.at_once["labs.positive_withdrawn"] = [finding.withdraw_with_the_swab]
    outbox.at_once["labs.single_negative"] = [finding.clear_with_the_swab]
    outbox.at_once["labs.cluster_found"] = [finding.hold_a_cluster]
    outbox.at_once["labs.cluster_decided"] = [finding.free_a_cluster]
    outbox.at_once["coverage.stranger_known"] = [labs.stranger_is_known]
    outbox.at_once["coverage.round_opened"] = [finding.spare_who_waits]
    outbox.at_once["medical.left_home"] = [caring.let_out]
    outbox.at_once["care.carer_known"] = [caring.cover_a_new_carer]
    outbox.at_once["care.ambulance"] = [caring.let_out]
    outbox.at_once["notices.answered"] = [rumours.answered, questions.answered]
    outbox.at_once["notices.withdrawn"] = [questions.withdrawn]
    outbox.later["isolation.changed"] = [isolating.follow]
    holding.hold_with("recheck", finding.rechecks_hold, finding.RECHECK_OPEN)
    standing.SOURCES[:] = [backlogs.waiting]
    silence.ASKED[:] = [medical.asked]
    medical_houses.SOURCES[:] = [institutions.ROSTERS]
    answering.FINDERS[:] = [rumours.claim, questions.claim]
    coverage_pools.HINTS[:] = [isolation_pools.suggest]
