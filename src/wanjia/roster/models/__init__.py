"""Tables of the register, by subject. Constraints say what cannot happen; verbs live in services."""

from wanjia.platform.sharding import Placement, place
from wanjia.roster.models.importing import ColumnMapping, Doubt, ImportBatch, ImportChange
from wanjia.roster.models.needs import NeedKind, SpecialNeed
from wanjia.roster.models.people import Household, IdentityIndex, Person, Presence
from wanjia.roster.models.places import Area, Building, BuildingContact, Compound, Premises

__all__ = [
    "Area",
    "Building",
    "BuildingContact",
    "ColumnMapping",
    "Compound",
    "Doubt",
    "Household",
    "IdentityIndex",
    "ImportBatch",
    "ImportChange",
    "NeedKind",
    "Person",
    "Premises",
    "Presence",
    "SpecialNeed",
]

place(Placement.REFERENCE, "roster.Area")
place(
    Placement.DISTRIBUTED,
    "roster.Compound",
    "roster.Building",
    "roster.BuildingContact",
    "roster.Premises",
    "roster.Household",
    "roster.Person",
    "roster.SpecialNeed",
    "roster.ImportChange",
    "roster.Doubt",
)
place(Placement.INDEX, "roster.IdentityIndex")
place(Placement.LOCAL, "roster.ImportBatch", "roster.ColumnMapping")
