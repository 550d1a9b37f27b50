"""How states, links, oddities and balances are said."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wanjia.logistics.rules import packing
from wanjia.logistics.rules.boxes import State
from wanjia.logistics.rules.limits import Link

STATES: Mapping[str, Promise] = {
    State.PACKING: _("being packed"),
    State.SEALED: _("sealed, at the site"),
    State.ON_THE_WAY: _("on the way"),
    State.AT_LAB: _("at the laboratory"),
    State.LOST: _("lost"),
    State.ENDED: _("emptied"),
}
LINKS: Mapping[str, Promise] = {
    Link.SAMPLE_BOX: _("swab to box"),
    Link.BOX_LAB: _("box to laboratory"),
    Link.LAB_REPORT: _("laboratory to report"),
    Link.POOL_TOLD: _("pool abnormal to household told"),
    Link.RECHECK: _("pool abnormal to everybody rechecked"),
    Link.CASE_FIRST: _("case to first report"),
    Link.CASE_FULL: _("case to complete report"),
    Link.TRANSFER: _("to be moved to moved"),
}
KINDS: Mapping[str, Promise] = {
    "fever": _("fever clinic, emergency"),
    "inpatient": _("ward, clinic"),
    "voluntary": _("on one's own wish"),
    "screening": _("screening round"),
}
LEVELS: Mapping[int, Promise] = {1: _("committee"), 2: _("subdistrict"), 3: _("district"), 4: _("city")}
FLAGS: Mapping[str, Promise] = {
    packing.TUBE_UNKNOWN: _("no record of this tube yet"),
    packing.TUBE_TWICE: _("two tubes carry this number"),
    packing.IN_ANOTHER_BOX: _("lies in another box too"),
    packing.BOX_SEALED: _("put in after the seal"),
    packing.OTHER_ROUND: _("of another round"),
    packing.OTHER_BUILDING: _("filled somewhere else"),
    "box_lost": _("the box was reported lost"),
    "clock_skew": _("the device's clock is wrong"),
    "tubes_missing": _("tubes are missing"),
    "tubes_extra": _("tubes too many"),
    "count_differs": _("the count differs"),
    "seal_broken": _("the seal is broken"),
    "seal_other": _("the seal has another number"),
    "hand_over_missing": _("a hand-over before it is missing"),
    "one_hand": _("one account signed both sides"),
    "holder_unknown": _("nobody we know"),
}
BALANCES: Mapping[str, Promise] = {  # the left side of each line
    "sampled": _("people sampled"),
    "tubes": _("tubes closed"),
    "packed": _("tubes in boxes"),
    "tubes_out": _("tubes that left"),
    "boxes_out": _("boxes that left"),
    "hand_overs": _("hand-overs"),
    "taken_in": _("tubes packed, in boxes taken in"),
}
PARTS: Mapping[str, Promise] = {  # the right side
    "in_tubes": _("in tubes"),
    "in_boxes": _("in boxes"),
    "waiting": _("not packed"),
    "recorded": _("with a record"),
    "taken_in": _("taken in"),
    "on_the_way": _("on the way"),
    "lost": _("lost"),
    "settled": _("second records, settled"),
    "two_signatures": _("with two signatures"),
    "counted": _("counted there"),
    "uncounted": _("not counted there"),
}
WHYS: Mapping[str, Promise] = {  # what an item under a line that does not balance is
    "sampled": _("sampled without a tube: no result can reach them"),
    "tubes": _("number on two tubes"),
    "packed": _("in a box, without a record"),
    "tubes_out": _("over the limit, not signed for"),
    "boxes_out": _("over the limit, not signed for"),
    "hand_overs": _("signature missing"),
    "taken_in": _("counted otherwise than packed"),
}
EVENTS: Mapping[str, Promise] = {
    "packed": _("tube in"),
    "unpacked": _("tube out"),
    "sealed": _("sealed with"),
    "gave": _("handed over"),
    "took": _("took over"),
}
