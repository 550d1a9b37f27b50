"""Getting from an address to an area, a kind and a subject: found, and may you?"""

from wanjia.cards.models import Card
from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import Signed, area_of
from wanjia.roster.places import children, names
from wanjia.roster.subjects import Subject, subject_for


def area_here(request: Signed, act: Act) -> int:
    """`?area=`, else the account's own. Raises NotFound or NotAllowed. Tells the breadcrumb."""
    area = area_of(request)
    require(request.actor, act, area)
    request.area = area
    return area


def subject_here(request: Signed, act: Act, subject_id: int) -> Subject:
    subject = subject_for(request.actor, act, subject_id)
    request.area = subject.building_key
    return subject


def kind_of(request: Signed) -> str:
    """`?kind=household`, else people. Raises NotFound for anything else."""
    kind = request.GET.get("kind", "") or request.POST.get("kind", "") or Card.Kind.PERSON
    if kind not in Card.Kind.values:
        raise NotFound
    return str(kind)


def may_here(request: Signed, area: int) -> dict[str, bool]:
    """What the account may do in the whole area, by name, for templates."""
    return {act.value: may(request.actor, act, area) for act in (Act.SEE_PEOPLE, Act.EDIT_REGISTER, Act.RECORD)}


def place_names(keys: set[int]) -> dict[int, str]:
    """Buildings and their compounds by key. Two queries."""
    return names({*keys, *map(codes.compound_of, keys)})


def narrower(area: int) -> list[tuple[int, str]]:
    """What to choose instead where an area is too wide. Two queries."""
    return list(names(children(area)).items())
