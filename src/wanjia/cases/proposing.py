"""Traces in register and coverage that lead from a case to people: flat, tubes, desk, places. Reads only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from wanjia.cases.models import Case, Exposure
from wanjia.cases.rules.proposing import DESK, HOUSEHOLD, PLACE, TUBE, Hint, is_near
from wanjia.cases.rules.terms import Terms
from wanjia.coverage.models import Proof, Round, Tube
from wanjia.kernel import clock
from wanjia.kernel.ids import part_of
from wanjia.roster.models import Person
from wanjia.roster.subjects import HERE


def hints(case: Case, terms: Terms) -> list[Hint]:
    """Every trace. Six queries, and one for each flat that the interview names."""
    tubes = _tubes_of(case, terms)
    return [*_household(case), *_same_tube(tubes), *_same_desk(case, tubes, terms), *_places(case)]


def _household(case: Case) -> Iterator[Hint]:
    """Who lives behind the same door."""
    for person in _living([case.household_id]):
        yield Hint(person, HOUSEHOLD, {})


def _living(households: Iterable[int]) -> list[int]:
    found = Person.objects.filter(household_id__in=list(households), presence__in=HERE, merged_into=None)
    return list(found.order_by("id").values_list("id", flat=True))


@dataclass(frozen=True, slots=True)
class _Swab:
    """A tube that the person's swab went into."""

    tube: Tube
    at_minutes: str  # when, as evidence


def _tubes_of(case: Case, terms: Terms) -> list[_Swab]:
    """Tubes with a swab of the person from some days before the sample, the sample's own among them. Three queries."""
    since = case.sampled_at - timedelta(days=terms.pool_days)
    rounds = Round.objects.filter(due_at__gte=since, opens_at__lte=case.sampled_at).values_list("id", flat=True)
    proofs = Proof.objects.filter(
        part=part_of(case.person_id), subject_id=case.person_id, round_id__in=list(rounds), tube_part__isnull=False,
        seen_at__gte=since, seen_at__lte=case.sampled_at + timedelta(days=1),
    )  # fmt: skip
    wanted = {(proof.tube_part or 0, proof.event_id) for proof in proofs}
    if case.tube_event is not None:
        wanted.add((case.tube_part or 0, case.tube_event))
    rows = Tube.objects.filter(part__in={part for part, _ in wanted}, event_id__in={event for _, event in wanted})
    return [_Swab(tube, _stamp(tube)) for tube in rows if (tube.part, tube.event_id) in wanted]


def _stamp(tube: Tube) -> str:
    return clock.local(tube.seen_at).strftime("%m-%d %H:%M")


def _same_tube(swabs: Iterable[_Swab]) -> Iterator[Hint]:
    for swab in swabs:
        for person in dict.fromkeys(swab.tube.members):
            yield Hint(person, TUBE, {"tube": swab.tube.code, "at": swab.at_minutes})


def _same_desk(case: Case, swabs: Iterable[_Swab], terms: Terms) -> Iterator[Hint]:
    """Tubes of the same device at the same place, some minutes before and after. One query a tube of the person."""
    window = timedelta(minutes=terms.desk_minutes)
    for swab in swabs:
        own = swab.tube
        if not own.device:
            continue  # nobody knows which desk it was
        near = Tube.objects.filter(
            part=own.part, round_id=own.round_id, place=own.place, device=own.device,
            seen_at__range=(own.seen_at - window, own.seen_at + window),
        ).exclude(event_id=own.event_id)  # fmt: skip
        for other in near.order_by("seen_at", "event_id"):
            if not is_near(own.seen_at, other.seen_at, terms.desk_minutes):
                continue
            apart = round(abs((other.seen_at - own.seen_at).total_seconds()) / 60)
            for person in dict.fromkeys(other.members):
                yield Hint(person, DESK, {"desk": own.device, "at": swab.at_minutes, "minutes": str(apart)})


def _places(case: Case) -> Iterator[Hint]:
    """Flats that the interview names: who lives there. Of shops and other places nobody knows who was in them."""
    visits = Exposure.objects.filter(part=case.part, case=case, household_id__isnull=False, struck_at=None)
    for visit in visits.order_by("starts_at", "id"):
        day = clock.local_date(visit.starts_at).isoformat()
        for person in _living([visit.household_id or 0]):
            yield Hint(person, PLACE, {"on": day, "exposure": str(visit.pk)})
