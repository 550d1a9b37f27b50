"""One of everything that a URL can name, in two places: inside an account's area and far outside it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tests.care.ground import cared_for
from tests.cases.ground import moved_in
from tests.devices.phones import enrolled
from tests.isolation.ground import kept_in
from tests.labs.ground import found_in
from tests.logistics.ground import signed_over
from tests.medical.ground import treated
from tests.needs.ground import asked_in
from tests.notices.made import a_group, a_rule
from tests.supplies.ground import stocked
from tests.testing.ground import a_site, a_slot, some_labels
from tests.world import HAND, NOON
from wanjia.coverage import intake, presets
from wanjia.coverage.models import Round
from wanjia.coverage.paper.printing import building_sheets, desk_sheet
from wanjia.coverage.services import NewRound, open_round
from wanjia.kernel.area import ancestors, building_key, compound_code, compound_of, level_of
from wanjia.kernel.ids import make_id, new_event_id
from wanjia.platform import files
from wanjia.platform.models import Account, Grant
from wanjia.platform.vault import seal
from wanjia.roster import caring, housing, services
from wanjia.roster.housing import Answerer
from wanjia.roster.models import Area, Building, Compound, Doubt, Household, ImportBatch

OUTSIDE = 888888001001  # another province: outside even for a city's command


@dataclass(frozen=True)
class Place:
    """What stands in one committee, by the names of URL parameters."""

    area: int
    compound: int
    key: int
    household_id: int
    person_id: int
    premises_id: int
    pk: int  # a round over the committee
    subject: int
    part: int
    event: UUID
    batch_id: UUID
    doubt_id: UUID
    account_id: int
    grant_id: int
    sheet_id: UUID  # a blank sheet of a desk
    building_sheet_id: UUID
    site_id: UUID
    slot_id: UUID
    range_id: int
    device_id: UUID
    invitation_id: UUID
    notice_id: UUID
    order_id: UUID
    zone_id: UUID
    event_id: UUID  # of isolation
    rule_id: int
    lab_id: UUID
    loose_id: UUID
    cluster_id: UUID
    report_id: UUID
    pool_id: UUID
    tube_id: UUID
    case_id: UUID
    contact_id: UUID
    transfer_id: UUID
    facility_id: UUID
    stay_id: UUID
    outing_id: UUID
    supplier_id: UUID
    lot_id: UUID
    delivery_id: UUID
    trip_id: UUID
    buy_id: UUID
    ordered_id: UUID
    donation_id: UUID
    need_id: UUID
    use_id: UUID
    quota_id: UUID
    claim_id: UUID
    purchase_id: UUID
    line_id: UUID
    meal_id: UUID
    van_id: UUID
    stop_id: UUID  # of a van
    pass_id: UUID
    box_id: UUID
    holder_id: UUID  # a courier that has the box
    limit_id: int
    ladder_id: UUID
    cover_id: UUID
    house_id: UUID
    care_case_id: UUID
    volunteer_id: UUID
    team_id: UUID
    guide_id: UUID
    duty_id: UUID
    visit_id: UUID
    course_id: UUID
    run_id: UUID
    medicine_id: UUID
    car_id: UUID
    list_id: UUID
    ticket_id: UUID
    proposal_id: UUID
    group_id: UUID  # a chat group


def everything_in(committee: int) -> Place:
    """Makes it all; the person has numbers, a need and an open target."""
    key, home = _ground(committee)
    said = services.Said(name="王春兰", document=f"QZ{committee % 10**7:07}", phones="12000002218", is_head=True)
    person = services.register_person(by=HAND, household=home, said=said, now=NOON)
    caring.record_need(
        by=HAND, person_id=person.pk, kind="dialysis", detail="", source="走访", legal_basis="consent",
        since=date(2022, 3, 1), now=NOON,
    )  # fmt: skip
    for role in ("contact", "leader"):
        housing.set_contact(by=HAND, building_key=key, who=Answerer(role, "华小暑", "12000004410"), now=NOON)
    shop = housing.add_premises(
        by=HAND, building_key=key, kind="shop", name="面馆", door="底楼", manager="吕小雪", phone="12000005521",
        headcount=3, now=NOON,
    )  # fmt: skip
    round_, event = _round(committee)
    desk = desk_sheet(by=HAND, round_=round_, place=committee, blocks=2, now=NOON)
    paper = building_sheets(by=HAND, round_=round_, rows={key: [person.pk]}, now=NOON)[key]
    site = a_site(committee, round_)
    slot = a_slot(site, round_, key, expected=1)
    labels = some_labels(committee, site)
    phone = enrolled(round_, committee, max_uses=2)
    batch, doubt = _import(committee, person.pk)
    account = Account.objects.create(login=f"x{committee}", name="何夏至", created_at=NOON)
    grant = Grant.objects.create(account=account, role="worker", area=committee, starts_at=NOON)
    return Place(
        committee, compound_of(key), key, home.pk, person.pk, shop.pk, round_.pk, person.pk, committee, event,
        batch.pk, doubt.id, account.pk, grant.pk, desk.id, paper.id, site.pk,
        slot.pk, labels.pk, device_id=phone.device.pk, invitation_id=phone.device.invitation_id,
        notice_id=a_rule(committee).pk, **kept_in(person.pk, key), **moved_in(home, committee),
        **found_in(committee, round_, person.pk), **signed_over(committee, round_),
        **asked_in(home, committee), **stocked(committee, home),
        group_id=a_group(key).pk, **cared_for(person.pk, committee), **treated(person.pk, committee),
    )  # fmt: skip


def _ground(committee: int) -> tuple[int, Household]:
    Area.objects.bulk_create(
        [Area(code=code, name=f"区{code}", level=level_of(code)) for code in ancestors(committee)],
        ignore_conflicts=True,
    )
    compound = compound_code(committee, 1)
    Compound.objects.create(code=compound, part=committee, name="新苑")
    key = building_key(compound, 1)
    Building.objects.create(key=key, part=committee, name="1号楼", floors=3)
    home = Household.objects.create(
        id=make_id(committee, 900001), part=committee, building_key=key, floor=3, room="301", walk=1
    )
    return key, home


def _round(committee: int) -> tuple[Round, UUID]:
    presets.load()
    from datetime import timedelta

    asked = NewRound("nat", "第7轮", committee, NOON, NOON + timedelta(hours=6))
    round_, event = open_round(by=HAND, asked=asked, now=NOON), new_event_id()
    fact = intake.ProofFact(event, None, NOON, committee, said="田谷雨")
    intake.record_proofs(round_=round_, facts=[fact], device="02", by="杨", now=NOON)
    return round_, event


def _import(committee: int, person: int) -> tuple[ImportBatch, Doubt]:
    batch = ImportBatch.objects.create(
        id=new_event_id(), area=committee, file_name="名册.xlsx", created_by="林", created_at=NOON, state="committed",
        committed_at=NOON, report_token=files.keep(b"PK"), file_token=files.keep(b"PK"),
        outcome=dict.fromkeys(("rows", "created", "updated", "unchanged", "queued", "rejected"), 0)
        | {"households": 0, "buildings": 0, "seconds": 0.1, "report": "", "problems": [], "codes": {}},
    )  # fmt: skip
    doubt = Doubt.objects.create(
        part=committee, id=new_event_id(), batch_id=batch.pk, row=17, code="likely_same",
        values_sealed=seal("{}", field="doubt"), candidates=[person],
    )  # fmt: skip
    return batch, doubt
