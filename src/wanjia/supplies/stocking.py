"""Commands on suppliers, goods and lots. A person asks: what would make a stock negative is refused."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.supplies import asked, intake, queries
from wanjia.supplies.intake import MoveFact
from wanjia.supplies.models import Good, Lot, Move, PurchaseLine, StaffIssue, Supplier
from wanjia.supplies.refusals import BadCreditCode, LotClosed, NameTaken, NegativeStock, NotVetted
from wanjia.supplies.rules import stock


@dataclass(frozen=True, slots=True)
class SupplierSaid:
    """A firm and its papers, as somebody has seen them."""

    area: int
    name: str
    credit_code: str
    licence: str = ""
    licence_until: date | None = None


@transaction.atomic
def vet_supplier(*, by: Actor, said: SupplierSaid, now: datetime) -> Supplier:
    """Writes down that somebody has looked at its papers; looking again takes a stop away. Raises BadCreditCode,
    WordsWanted."""
    require(by, Act.SUPPLY, said.area)
    code = _credit_code(said.credit_code)
    name, part = asked.said(said.name, _("What it is called"), 80), codes.desk_of(said.area)
    supplier, _is_new = Supplier.objects.update_or_create(
        part=part, credit_code=code,
        defaults={
            "area": said.area, "name": name, "licence": said.licence.strip()[:40],
            "licence_until": said.licence_until, "vetted_at": now, "vetted_by": by.name[:60], "stopped_at": None,
            "stop_reason": "",
        },
        create_defaults={
            "id": new_event_id(), "area": said.area, "name": name,
            "licence": said.licence.strip()[:40], "licence_until": said.licence_until, "vetted_at": now,
            "vetted_by": by.name[:60],
        },
    )  # fmt: skip
    _note(by, "supplies.vet_supplier", supplier.area, f"supplier:{supplier.pk}", now)
    return supplier


def _credit_code(text: str) -> str:
    try:
        code: str = uscc.validate(text)
    except ValidationError as why:
        raise BadCreditCode(value=text.strip()[:30]) from why
    return code


@transaction.atomic
def stop_supplier(*, by: Actor, supplier: Supplier, why: str, now: datetime) -> None:
    """Nothing more is bought from it. What is there stays; a bad lot is recalled by itself. Raises
    ReasonWanted."""
    require(by, Act.SUPPLY, supplier.area)
    kept = asked.reason(why)
    Supplier.objects.filter(part=supplier.part, id=supplier.pk).update(stopped_at=now, stop_reason=kept)
    _note(by, "supplies.stop_supplier", supplier.area, f"supplier:{supplier.pk}", now, reason=kept)


def check_supplier(supplier: Supplier, today: date) -> None:
    """Raises NotVetted with the reason for one that must not be bought from."""
    why = why_not(supplier, today)
    if why:
        raise NotVetted(name=supplier.name, why=why)


def why_not(supplier: Supplier, today: date) -> str:
    """Why nothing may be bought from it on a day; empty where it may."""
    if supplier.stopped_at is not None:
        return _("it was stopped (%(why)s)") % {"why": supplier.stop_reason}
    if supplier.vetted_at is None:
        return _("nobody has looked at its papers")
    if supplier.licence_until is not None and supplier.licence_until < today:
        return _("its licence ran out on %(on)s") % {"on": supplier.licence_until}
    return ""


@dataclass(frozen=True, slots=True)
class GoodSaid:
    """A thing that is handed out, with what it usually costs."""

    area: int
    name: str
    unit: str
    kind: str
    reference_fen: int | None = None
    reference_source: str = ""


@transaction.atomic
def write_good(*, by: Actor, said: GoodSaid, now: datetime) -> Good:
    """Raises NameTaken, WordsWanted, NotFound for a kind that there is not."""
    require(by, Act.SUPPLY, said.area)
    if said.kind not in Good.Kind.values:
        raise NotFound
    name, unit = asked.said(said.name, _("What it is called"), 40), asked.said(said.unit, _("Counted in"), 10)
    try:
        with transaction.atomic():
            good = Good.objects.create(
                id=new_event_id(), part=codes.desk_of(said.area), area=said.area, name=name,
                unit=unit, kind=said.kind, reference_fen=said.reference_fen,
                reference_source=said.reference_source.strip()[:120],
            )  # fmt: skip
    except IntegrityError as why:
        raise NameTaken(name=name) from why
    _note(by, "supplies.write_good", said.area, f"good:{good.pk}", now)
    return good


@dataclass(frozen=True, slots=True)
class LotSaid:
    """What came in: which good, from whom, which batch, how many, at what price."""

    place: int
    good: Good
    quantity: int
    supplier: Supplier | None = None
    batch: str = ""
    expires_on: date | None = None
    price_fen: int | None = None
    source: str = ""
    line: PurchaseLine | None = None  # what it was ordered by


@transaction.atomic
def take_in(*, by: Actor, said: LotSaid, now: datetime, event: UUID | None = None) -> Lot:
    """A lot with its first move. What is bought comes from a supplier that may be bought from. Raises NotVetted,
    LotClosed for what is past its date, AmountWanted, WordsWanted where nobody says where it is from."""
    require(by, Act.SUPPLY, said.place)
    asked.amount(said.quantity, _("Quantity"))
    if said.supplier is None:
        asked.said(said.source, _("Supplier or source"), 120)
    today = local_date(now)
    if said.supplier is not None:
        check_supplier(said.supplier, today)
    if said.expires_on is not None and said.expires_on < today:
        raise LotClosed(why=_("best before %(on)s") % {"on": said.expires_on})
    lot = Lot.objects.create(
        id=new_event_id(), part=codes.desk_of(said.place), place=said.place, good=said.good, supplier=said.supplier,
        batch=(said.batch.strip() or f"{today:%m%d}")[:40], expires_on=said.expires_on, price_fen=said.price_fen,
        source=said.source.strip()[:120], line=said.line, made_at=now, made_by=by.name[:60],
    )  # fmt: skip
    _write(by, lot, MoveFact(event or new_event_id(), stock.IN, said.quantity, now), now)
    _note(by, "supplies.take_in", lot.place, f"lot:{lot.pk}", now, quantity=said.quantity)
    return lot


@transaction.atomic
def move(*, by: Actor, lot: Lot, fact: MoveFact, now: datetime) -> Move:
    """One move at the desk. Raises NegativeStock, LotClosed for what goes out, AmountWanted, NotFound for no
    kind of move."""
    require(by, Act.SUPPLY, lot.place)
    held = Lot.objects.select_for_update().get(part=lot.part, id=lot.pk)
    if fact.kind not in Move.Kind.values:
        raise NotFound
    asked.amount(fact.quantity, _("Quantity"), least=0 if fact.kind == stock.COUNTED else 1)
    check_there(held, fact.kind, fact.quantity, now)
    moved = _write(by, held, fact, now)
    _note(by, "supplies.move", held.place, f"lot:{held.pk}", now, kind=fact.kind, quantity=fact.quantity)
    return moved


def check_there(held: Lot, kind: str, quantity: int, now: datetime) -> None:
    """Raises NegativeStock where less is there, LotClosed where nothing may go out. The lot is locked by the caller."""
    if not stock.takes(kind):
        return
    if kind == stock.OUT:
        check_open(held, now)
    there = queries.stocks([held])[held.pk].on_hand
    if quantity > there:
        raise NegativeStock(there=there, asked=quantity)


def check_open(lot: Lot, now: datetime) -> None:
    if lot.recalled_at is not None:
        raise LotClosed(why=_("recalled (%(why)s)") % {"why": lot.recall_reason})
    if lot.expires_on is not None and lot.expires_on < local_date(now):
        raise LotClosed(why=_("best before %(on)s") % {"on": lot.expires_on})


@transaction.atomic
def recall(*, by: Actor, lot: Lot, why: str, now: datetime) -> None:
    """Nothing more of it goes out; who has some of it is told by its deliveries. Raises ReasonWanted, LotClosed."""
    require(by, Act.SUPPLY, lot.place)
    held = Lot.objects.select_for_update().get(part=lot.part, id=lot.pk)
    kept = asked.reason(why)
    if held.recalled_at is not None:
        raise LotClosed(why=_("recalled (%(why)s)") % {"why": held.recall_reason})
    Lot.objects.filter(part=held.part, id=held.pk).update(recalled_at=now, recalled_by=by.name[:60], recall_reason=kept)
    _note(by, "supplies.recall", held.place, f"lot:{held.pk}", now, reason=kept)


@dataclass(frozen=True, slots=True)
class IssueSaid:
    """Who gets how many out of staff stock, for which post, exposed to what."""

    who: str
    quantity: int
    post: str = ""
    exposure: str = ""


@transaction.atomic
def issue(*, by: Actor, lot: Lot, said: IssueSaid, now: datetime) -> StaffIssue:
    """Out of the lot into one person's hands. Raises NegativeStock, LotClosed, AmountWanted, WordsWanted."""
    who = asked.said(said.who, _("Given to"), 60)
    moved = move(by=by, lot=lot, fact=MoveFact(new_event_id(), stock.OUT, said.quantity, now, note=_("staff")), now=now)
    return StaffIssue.objects.create(
        id=moved.pk, part=lot.part, lot=lot, quantity=said.quantity, who=who,
        post=said.post.strip()[:60], exposure=said.exposure.strip()[:200], at=now, recorded_by=by.name[:60],
    )  # fmt: skip


def lot_for(by: Actor, lot_id: UUID, act: Act = Act.SEE_COUNTS) -> Lot:
    """Raises NotFound, NotAllowed."""
    return one_for(by, act, Lot.objects.select_related("good", "supplier").filter(id=lot_id), lambda it: it.place)


def supplier_for(by: Actor, supplier_id: UUID, act: Act) -> Supplier:
    return one_for(by, act, Supplier.objects.filter(id=supplier_id), lambda it: it.area)


def _write(by: Actor, lot: Lot, fact: MoveFact, now: datetime) -> Move:
    return intake.write_move(lot, fact, by=by.name, now=now)


def _note(by: Actor, act: str, place: int, subject: str, now: datetime, reason: str = "", **detail: object) -> None:
    record(by=by, act=act, area=codes.desk_of(place), subject=subject, reason=reason, detail=detail, now=now)
