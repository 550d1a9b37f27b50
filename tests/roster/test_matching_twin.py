"""The set-based matching against its slow twin: one row after the other, in plain Python."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.roster.sheets import HEADER, number, xlsx
from tests.world import HAND, NOON, SPRING, areas
from wanjia.kernel.identity import read_document
from wanjia.roster.importing import services
from wanjia.roster.models import Person
from wanjia.roster.sealing import document_columns, phone_columns

BIRTHS = ("19410306", "19500101")
NUMBERS = [number(birth, serial) for birth in BIRTHS for serial in (1, 3)]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["王兰", "李秋"]),
        st.sampled_from(["", *NUMBERS]),
        st.sampled_from(["", "12000000001", "12000000002"]),
        st.sampled_from(["3", "5"]),
        st.sampled_from(["501", "502"]),
        st.sampled_from(["", *BIRTHS]),
    ),
    min_size=1,
    max_size=5,
)


class Row:
    """One row of the file as the rule sees it."""

    def __init__(self, at, said):
        self.at, (self.name, document, phone, building, room, birth) = at, said
        found = read_document(document)
        self.document = document_columns(found)["document_hash"]
        self.phone = phone_columns([phone] if phone else [])["phone_hash"]
        self.building, self.room = f"{building}号楼", room
        self.born = found.born_on or (services_date(birth) if birth else None)
        self.person, self.how, self.state = None, "", ""


def services_date(text):
    from wanjia.roster.importing.cells import read_date

    return read_date(text)[0]


def expected(rows, register, policy):
    """What becomes of each row. `register`: person → (document, name, born, building, room, phone)."""
    by_document = {said[0]: person for person, said in register.items() if said[0]}
    for row in rows:
        row.person = by_document.get(row.document) if row.document else None
        row.how = "exact" if row.person else ""
    _twins(rows, policy)
    _sure([row for row in rows if not row.state], register)
    _likely([row for row in rows if not row.state], rows, register, policy)
    for row in rows:
        if not row.state and row.person and policy != "merge" and register[row.person][1] != row.name:
            row.state = "unchanged" if policy == "skip" else "queued"
    return [row.state or ("matched" if row.person else "created") for row in rows]


def _twins(rows, policy):
    first = {}
    for row in rows:
        if row.document and row.document in first:
            one = first[row.document]
            same = (one.name, one.building, one.room) == (row.name, row.building, row.room)
            row.state = "unchanged" if same or policy == "skip" else "queued"
        elif row.document:
            first[row.document] = row
    open_rows = [row for row in rows if not row.state]
    repeated = [
        row for row in open_rows if not row.document and any(_repeats(row, one) for one in open_rows if one is not row)
    ]
    for row in repeated:
        row.state = "unchanged"
    for row in rows:
        if row.state:
            row.person = None


def _repeats(row, one):
    same_door = (one.building, one.room, one.name) == (row.building, row.room, row.name)
    return same_door and (one.document or one.at < row.at) and (not one.born or not row.born or one.born == row.born)


def _sure(rows, register):
    claimed = {row.person for row in rows if row.person}
    pairs = [
        (row, person) for row in rows for person, (document, name, born, building, room, _phone) in register.items()
        if not row.person and person not in claimed and (name, building, room) == (row.name, row.building, row.room)
        and (not born or not row.born or born == row.born) and not (document and row.document)
    ]  # fmt: skip
    for row, person in pairs:
        if sum(one is row for one, _p in pairs) == sum(other == person for _r, other in pairs) == 1:
            row.person, row.how = person, "sure"


def _likely(rows, everyone, register, policy):
    claimed = {row.person for row in everyone if row.person}
    pairs = [
        (row, person) for row in rows for person, (_document, name, born, building, room, phone) in register.items()
        if not row.person and person not in claimed and name == row.name and (
            (born and born == row.born and building == row.building) or (phone and phone == row.phone)
            or ((building, room) == (row.building, row.room) and (not born or not row.born))
        )
    ]  # fmt: skip
    for row in {one for one, _person in pairs}:
        people = [person for one, person in pairs if one is row]
        shared = max(sum(other == person for _r, other in pairs) for person in people)
        if policy == "merge" and len(people) == 1 and shared == 1:
            row.person = people[0]
        else:
            row.state = "unchanged" if policy == "skip" else "queued"


def sheet(rows):
    said = [
        (name, document, phone, "春和一村", building, room, born)
        for name, document, phone, building, room, born in rows
    ]
    return xlsx(said, header=(*HEADER, "出生日期"))


class TestMatchingAgreesWithItsTwin(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ROWS, ROWS, st.sampled_from(["merge", "queue", "skip"]))
    def test_any_file_on_any_register(self, before, rows, policy):
        areas()
        first = services.start(by=HAND, area=SPRING, file_name="a.xlsx", content=sheet(before), now=NOON)
        services.commit(first, by=HAND, now=NOON)
        register = _register()
        batch = services.start(by=HAND, area=SPRING, file_name="b.xlsx", content=sheet(rows), now=NOON)
        outcome = services.preview(batch, policy=policy, now=NOON)
        states = expected([Row(at, said) for at, said in enumerate(rows)], register, policy)
        assert outcome.created == states.count("created")
        assert outcome.queued == states.count("queued")
        assert outcome.updated + outcome.unchanged == states.count("matched") + states.count("unchanged")


def _register():
    from wanjia.roster.models import Building

    named = dict(Building.objects.values_list("key", "name"))
    return {
        person.pk: (
            bytes(person.document_hash) if person.document_hash else None, person.name, person.born_on,
            named[person.building_key], person.household.room, bytes(person.phone_hash) if person.phone_hash else None,
        )
        for person in Person.objects.select_related("household")
    }  # fmt: skip
