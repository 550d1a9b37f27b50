"""Commands on people: register, correct, come and go, confirm. Each leaves a line in the log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.kernel.area import committee_of
from wanjia.kernel.clock import local_date
from wanjia.kernel.identity import Document, read_document
from wanjia.kernel.ids import part_of
from wanjia.kernel.phone import read_phones
from wanjia.kernel.pinyin import initials
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.platform.outbox import tell
from wanjia.platform.serials import take
from wanjia.roster.models import Household, IdentityIndex, Person, Presence
from wanjia.roster.refusals import BadField, SameDocument
from wanjia.roster.reveal import person_for
from wanjia.roster.sealing import document_columns, phone_columns

_PLAIN = ("relation", "registered_address", "note", "sex", "born_on", "is_head", "lives_apart")


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody told us about a person. Documents and telephones as they said them; None leaves a field alone."""

    name: str | None = None
    document: str | None = None
    document_kind: str = ""
    phones: str | None = None
    sex: str | None = None
    born_on: date | None = None
    is_head: bool | None = None
    relation: str | None = None
    registered_address: str | None = None
    lives_apart: bool | None = None
    note: str | None = None
    source: str = field(default="")


@transaction.atomic
def register_person(*, by: Actor, household: Household, said: Said, now: datetime) -> Person:
    """Somebody new behind a door: a newcomer, a newborn without papers, a guest from abroad.

    Raises BadField for a name or number that can't be one, SameDocument when the document is somebody's already.
    """
    require(by, Act.EDIT_REGISTER, household.building_key)
    if not (said.name or "").strip():
        raise BadField(field=_("name"), value="", why=_("is empty"))
    part = committee_of(household.building_key)
    person = Person(
        id=take(part, 1)[0], part=part, household=household, building_key=household.building_key, walk=household.walk,
        presence_since=local_date(now), source=said.source or by.name,
    )  # fmt: skip
    _apply(person, said, now)
    person.save(force_insert=True)
    _index(person)
    _log(by, "person.register", person, now)
    tell("roster.person_arrived", part=part, payload={"person": str(person.pk)}, now=now)
    return person


@transaction.atomic
def correct_person(*, by: Actor, person_id: int, said: Said, now: datetime) -> Person:
    """Writes down what was told; what was not told stays. Counts as a check of the record."""
    person = person_for(by, Act.EDIT_REGISTER, person_id)
    before = person.document_hash
    _apply(person, said, now)
    person.save()
    if person.document_hash != before:
        if before is not None:
            IdentityIndex.objects.filter(hash=before, person_id=person.pk).delete()
        _index(person)
    _log(by, "person.correct", person, now, {"fields": _told(said)})
    return person


@transaction.atomic
def set_presence(*, by: Actor, person_id: int, presence: str, since: date, now: datetime) -> Person:
    """Present, away, moved away or died, since a day. Rounds that are open show it as drift."""
    person = person_for(by, Act.EDIT_REGISTER, person_id)
    person.presence, person.presence_since, person.checked_at = Presence(presence), since, now
    person.save(update_fields=["presence", "presence_since", "checked_at"])
    _log(by, "person.presence", person, now, {"presence": presence, "since": since.isoformat()})
    tell("roster.presence_changed", part=person.part, payload={"person": str(person.pk), "presence": presence}, now=now)
    return person


@transaction.atomic
def move_person(*, by: Actor, person_id: int, household: Household, now: datetime) -> Person:
    """To another door, also of another committee: the id and its part stay, the address follows.

    Wants the right to edit at both doors, so that nobody is pushed into another committee's list unseen. Who looks
    after them, and what is planned for them, follows in the same transaction (`flows.wiring`).
    """
    person = person_for(by, Act.EDIT_REGISTER, person_id)
    require(by, Act.EDIT_REGISTER, household.building_key)
    left = person.building_key
    person.household, person.building_key, person.walk = household, household.building_key, household.walk
    person.presence, person.presence_since, person.checked_at = Presence.PRESENT, local_date(now), now
    person.save()
    _log(by, "person.move", person, now, {"from": str(left)})
    tell("roster.person_moved", part=person.part, payload={"person": str(person.pk), "from": str(left)}, now=now)
    return person


@transaction.atomic
def confirm_person(*, by: Actor, person_id: int, now: datetime) -> Person:
    """Somebody looked and it is right: only the freshness changes."""
    person = person_for(by, Act.EDIT_REGISTER, person_id)
    person.checked_at = now
    person.save(update_fields=["checked_at"])
    _log(by, "person.confirm", person, now)
    return person


def household_for(actor: Actor, act: Act, household_id: int) -> Household:
    """The household, if the actor may do this at its door. Raises NotFound or NotAllowed. One query."""
    rows = Household.objects.filter(part=part_of(household_id), id=household_id)
    return one_for(actor, act, rows, lambda it: it.building_key)


def _apply(person: Person, said: Said, now: datetime) -> None:
    if said.name is not None and said.name.strip():
        person.name, person.initials = said.name.strip(), initials(said.name.strip())[:20]
    if said.document is not None:
        _set_document(person, said)
    if said.phones is not None:
        _set_phones(person, said.phones)
    for name in _PLAIN:
        value = getattr(said, name)
        if value is not None:
            setattr(person, name, value)
    person.checked_at = now


def _set_document(person: Person, said: Said) -> None:
    document = read_document(said.document or "", said.document_kind)
    if document.problem:
        raise BadField(field=_("identity document"), value=said.document, why=problem_words(document))
    taken = IdentityIndex.objects.filter(hash=_hash(document)).exclude(person_id=person.pk).exists()
    if document.number and taken:
        raise SameDocument
    _write(person, document_columns(document))
    person.born_on, person.sex = document.born_on or person.born_on, document.sex or person.sex


def _hash(document: Document) -> bytes:
    return bytes(document_columns(document)["document_hash"] or b"")  # type: ignore[call-overload, no-any-return]


def problem_words(document: Document) -> str:
    """What is wrong with a document number, for whoever typed it."""
    return {
        "id_digits_lost": _("was turned into a rounded number by a spreadsheet; type it from the card"),
        "id_check_digit": _("fails its check digit; compare it with the card"),
        "id_date": _("holds a birth date that does not exist"),
    }.get(document.problem, _("is no document number that we know"))


def _set_phones(person: Person, typed: str) -> None:
    phones, unread = read_phones(typed)
    if unread:
        raise BadField(field=_("telephone"), value=unread[0], why=_("is no telephone number"))
    _write(person, phone_columns(phones))


def _write(person: Person, columns: Mapping[str, object]) -> None:
    for name, value in columns.items():
        setattr(person, name, value)


def _index(person: Person) -> None:
    """Raises SameDocument when somebody registered the same document a moment ago."""
    if person.document_hash is None:
        return
    entry, _is_new = IdentityIndex.objects.get_or_create(
        hash=person.document_hash, defaults={"part": person.part, "person_id": person.pk}
    )
    if entry.person_id != person.pk:
        raise SameDocument


def _told(said: Said) -> list[str]:
    return [name for name in Said.__dataclass_fields__ if getattr(said, name) not in (None, "")]


def _log(by: Actor, act: str, person: Person, now: datetime, detail: Mapping[str, object] | None = None) -> None:
    record(
        by=by, act=act, area=committee_of(person.building_key), subject=f"person:{person.pk}", detail=detail, now=now
    )
