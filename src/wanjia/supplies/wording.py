"""Words for what the rules find."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from wanjia.supplies.rules import bought, giving, lists, passes, trips

FINDINGS: Mapping[str, object] = {
    trips.SHORT_LOAD: _("loaded short"), trips.SHORT_ROAD: _("short at the gate"), trips.TWICE: _("counted twice"),
    trips.MISSING_DROP: _("short at the drop point"), trips.NO_GIVER: _("the giver has not signed"),
    trips.NO_TAKER: _("the taker has not signed"), trips.ONE_HAND: _("both sides signed by one account"),
    trips.LATE: _("not arrived by the deadline"), trips.MORE_ON: _("the gate sent on more than came"),
    trips.STAYED: _("still at the gate"),
}  # fmt: skip
FLAGS: Mapping[str, object] = {
    "short_stock": _("more gone than came in"), "more_than_out": _("more back than went out"),
    "recalled": _("of a recalled lot"), "expired": _("past its date"),
    "never_had": _("gave what they never had"), "count_differs": _("the count differs"),
    "one_hand": _("both sides signed by one account"), "wrong_place": _("at another place"),
    "conflicting_repeat": _("sent twice with different figures"), "clock_ahead": _("the clock is ahead"),
    "after_close": _("counted after the van's day was closed"),
    "same_household": _("household has another number"), "same_document": _("document has another number"),
    "same_phone": _("telephone has another number"),
}  # fmt: skip
FLAWS: Mapping[str, object] = {
    lists.NO_DOOR: _("no door can be read"), lists.NO_PACKAGE: _("no package can be read"),
    lists.UNKNOWN_PACKAGE: _("no such package"), lists.NO_NUMBER: _("how many is not clear"),
    lists.UNCLEAR: _("can be read two ways"),
    "unknown_door": _("no such door here"), "several_doors": _("several doors can be meant"),
    "ordered_already": _("has ordered already"),
}  # fmt: skip
OUTCOMES_WRONG: Mapping[str, object] = {
    giving.UNDER_WAY: _("something is still on its way"), giving.STILL_LACKING: _("something is still lacking"),
    giving.NOTHING_CAME: _("nothing was handed over"), giving.SOMETHING_CAME: _("something else was handed over"),
}  # fmt: skip
BOUGHT: Mapping[str, object] = {
    bought.TO_ORDER: _("to be ordered"), bought.ORDERED: _("ordered, no answer yet"),
    bought.CONFIRMED: _("confirmed"), bought.SHORT: _("brings less"), bought.PARTLY: _("partly come"),
    bought.ARRIVED: _("all come"),
}  # fmt: skip
VERDICTS: Mapping[str, object] = {
    passes.GOOD: _("valid"), passes.MEDICAL: _("to hospital: let through"), passes.NOT_OURS: _("not a code of ours"),
    passes.INCOMPLETE: _("the code is not whole"), passes.FORGED: _("forged"), passes.EXPIRED: _("run out"),
    passes.REVOKED: _("taken back"), passes.NOT_YET: _("not valid yet"), passes.OTHER_AREA: _("for another area"),
    passes.FIRM: _("the firm is stopped"), passes.OTHER_CODE: _("no pass of a vehicle or rider"),
}  # fmt: skip
TO_DO: Mapping[str, object] = {
    passes.NOT_OURS: _("Health and payment codes open no gate. Ask for the pass; without one take the boxes here."),
    passes.INCOMPLETE: _("Scan again, the whole square. If it stays so, call the desk that issued it."),
    passes.FORGED: _("Do not let it in. Take the boxes at the gate and tell the committee."),
    passes.EXPIRED: _("Take the boxes at the gate. The firm asks its desk for a new pass."),
    passes.REVOKED: _("Do not let it in. Take the boxes at the gate; the reason stands below."),
    passes.NOT_YET: _("It holds from the day below. Until then take the boxes at the gate."),
    passes.OTHER_AREA: _("Take the boxes at the gate, or send it to the area below."),
    passes.FIRM: _("Nothing is bought from this firm now. Do not take its goods in; call the desk."),
    passes.OTHER_CODE: _("That is a code of a person or a household. Ask for the pass of the vehicle."),
}  # fmt: skip


def say(words: Mapping[str, object], kind: str) -> str:
    return str(words.get(kind, kind))
