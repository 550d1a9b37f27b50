"""FHIR R5, in and out: one Specimen a tube (`combined` says whether it is pooled), one Observation a result.

A bundle speaks of tubes, never of people: who is in a tube stays here. LOINC 94309-2 is the usual test by
amplification, 94558-4 the rapid antigen; values are SNOMED CT (domain §2.15).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fhir.resources.bundle import Bundle
from fhir.resources.observation import Observation
from fhir.resources.specimen import Specimen
from pydantic import ValidationError

from wanjia.labs.intake import Odd, Said
from wanjia.labs.refusals import NotFhir
from wanjia.labs.reports.reading import Read
from wanjia.labs.rules.values import DOUBTFUL, INVALID, NEGATIVE, POSITIVE, value_of

LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
NAT, ANTIGEN = "94309-2", "94558-4"
TESTS = frozenset({NAT, ANTIGEN, "94500-6", "95608-6"})
RUN = "urn:wanjia:run"
_SNOMED = {NEGATIVE: "260415000", POSITIVE: "10828004", DOUBTFUL: "419984006", INVALID: "125154007"}
_MEANING = {code: value for value, code in _SNOMED.items()}
_NAMES = {NEGATIVE: "Not detected", POSITIVE: "Positive", DOUBTFUL: "Inconclusive", INVALID: "Specimen unsatisfactory"}


def read(content: bytes, now: datetime) -> Read:
    """Every Observation of the bundle that is one of our tests. Raises NotFhir.

    Rows are counted by entry, from 1; what can't be understood is a problem with its entry.
    """
    try:
        bundle = Bundle.model_validate_json(content)
    except ValidationError as why:
        first = why.errors()[0]
        raise NotFhir(why=f"{'.'.join(map(str, first['loc']))}: {first['msg']}"[:200]) from why
    entries = bundle.entry or []
    specimens = dict(_specimens(entries))
    done = Read([], [], {})
    for number, entry in enumerate(entries, 1):
        if isinstance(entry.resource, Observation) and _is_ours(entry.resource):
            _read_one(number, entry.resource, specimens, now, done)
    if not done.lines and not done.problems:
        raise NotFhir(why="no Observation with LOINC " + ", ".join(sorted(TESTS)))
    return done


def _specimens(entries: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Every name under which a specimen may be referred to → the code on the tube."""
    for entry in entries:
        found = entry.resource
        if isinstance(found, Specimen):
            code = _code_of(found)
            for name in (entry.fullUrl, f"Specimen/{found.id}" if found.id else None, code):
                if name and code:
                    yield str(name), code


def _code_of(specimen: Specimen) -> str:
    named = [specimen.accessionIdentifier, *(specimen.identifier or [])]
    return next((str(one.value).strip() for one in named if one is not None and one.value), "")


def _is_ours(seen: Observation) -> bool:
    return any(coding.code in TESTS for coding in seen.code.coding or [])


def _read_one(number: int, seen: Observation, specimens: Mapping[str, str], now: datetime, done: Read) -> None:
    code, value = _tube_of(seen, specimens), _value_of(seen)
    if not code or value is None:
        field, why = ("specimen", "no_code") if not code else ("value", "unknown_word")
        done.problems.append(Odd(number, field, why, ""))
        return
    at = seen.effectiveDateTime or seen.issued
    moment = at if isinstance(at, datetime) and at.tzinfo else now
    run = next((str(one.value) for one in seen.identifier or [] if one.system == RUN), "")
    reason = " ".join(str(note.text) for note in seen.note or [])
    done.lines.append(Said(number, code, value, moment, run, "", reason))


def _tube_of(seen: Observation, specimens: Mapping[str, str]) -> str:
    said = seen.specimen
    if said is None:
        return ""
    if said.identifier is not None and said.identifier.value:
        return str(said.identifier.value)
    return specimens.get(str(said.reference), "")


def _value_of(seen: Observation) -> str | None:
    said = seen.valueCodeableConcept
    for coding in (said.coding or []) if said else []:
        if coding.code in _MEANING:
            return _MEANING[str(coding.code)]
    text = (said.text if said else None) or seen.valueString
    return value_of(str(text)) if text else None


@dataclass(frozen=True, slots=True)
class Told:
    """One result of record as it goes out."""

    tube_id: UUID
    code: str
    is_pool: bool
    value: str
    version: int
    tested_at: datetime
    received_at: datetime
    sampled_at: datetime
    lab: str
    reason: str


def bundle(results: Iterable[Told], now: datetime) -> str:
    """A collection with Specimen, Observation and DiagnosticReport for each result, as JSON. No person in it."""
    entries = [entry for result in results for entry in _entries(result)]
    whole = {"resourceType": "Bundle", "type": "collection", "timestamp": now.isoformat(), "entry": entries}
    checked: str = Bundle.model_validate(whole).model_dump_json()  # whatever leaves has been held to the standard
    return json.dumps(json.loads(checked), ensure_ascii=False)


def _entries(result: Told) -> Iterator[dict[str, object]]:
    number = str(result.tube_id)
    tube = {"reference": f"urn:uuid:{number}"}
    status = "final" if result.version == 1 else "corrected"
    test = {"coding": [{"system": LOINC, "code": NAT}]}
    yield {"fullUrl": tube["reference"], "resource": {
        "resourceType": "Specimen", "id": number, "accessionIdentifier": {"value": result.code},
        **({"combined": "pooled"} if result.is_pool else {}),
        "collection": {"collectedDateTime": result.sampled_at.isoformat()},
    }}  # fmt: skip
    seen = {
        "resourceType": "Observation", "id": f"{number}-{result.version}", "status": status, "code": test,
        "specimen": tube, "effectiveDateTime": result.tested_at.isoformat(),
        "issued": result.received_at.isoformat(),
        "valueCodeableConcept": {"coding": [
            {"system": SNOMED, "code": _SNOMED[result.value], "display": _NAMES[result.value]}]},
        "performer": [{"display": result.lab}],
        **({"note": [{"text": result.reason}]} if result.reason else {}),
    }  # fmt: skip
    yield {"fullUrl": f"urn:wanjia:observation:{number}:{result.version}", "resource": seen}
    yield {"fullUrl": f"urn:wanjia:report:{number}:{result.version}", "resource": {
        "resourceType": "DiagnosticReport", "id": f"report-{number}", "status": status, "code": test,
        "specimen": [tube], "issued": result.received_at.isoformat(),
        "result": [{"reference": f"Observation/{number}-{result.version}"}],
    }}  # fmt: skip
