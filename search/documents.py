"""From the records of a case to the document that the index keeps of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace

from cases.records import STREAM_COLUMNS, CaseRecord, open_cases, versions_of
from cases.vocabulary import labels
from members.profiles import city_profiles
from search.fields import LANGUAGES, MEMBERS, PUBLIC, Document

BODY = (
    "one_line_result", "situation", "objectives", "solution", "innovation",
    "participation", "legal_basis", "results", "success_factors", "failures",
    "lessons", "sustainability", "what_to_copy", "what_to_adapt",
    "conditions_people", "conditions_money", "conditions_law", "conditions_data",
    "lead_organisation", "place_name", "source_name",
)  # fmt: skip
ROW_TEXTS = {
    "partners": ("name",),
    "key_dates": ("label",),
    "funding": ("name",),
    "indicators": ("name", "unit", "proof"),
    "gallery": ("caption", "alt"),
    "documents": ("title",),
    **{
        name: tuple(column for column in columns if column != "url")
        for name, columns in STREAM_COLUMNS.items()
    },
}


def documents_of(public_ids: Iterable[str]) -> Iterator[Document]:
    """Documents of those cases that are open at all; the others must go."""
    for public_id, records in versions_of(public_ids, open_cases()):
        yield document_from_records(public_id, records)


def document_from_records(public_id: str, records: list[CaseRecord]) -> Document:
    """One document of all `records`, the language versions of one case. Facts are
    the original's, which comes first."""
    facts = records[0]
    document = Document(
        id=public_id,
        titles={record.language: record.title for record in records},
        summaries={record.language: record.summary for record in records},
        bodies={record.language: body_of(record) for record in records},
        terms=_terms(facts, records),
        facets=_facets(facts, records),
        numbers=_numbers(facts),
        date=facts.start,
        audience=MEMBERS
        if any(record.visibility == "members" for record in records)
        else PUBLIC,
    )
    content = json.dumps(asdict(document), sort_keys=True, default=str)
    digest = hashlib.blake2b(content.encode(), digest_size=12).hexdigest()
    return replace(document, fingerprint=digest)


def body_of(record: CaseRecord) -> str:
    """All running text of a version but title and summary, in paragraphs."""
    parts = [getattr(record, name) for name in BODY]
    parts += [
        row[column]
        for name, columns in ROW_TEXTS.items()
        for row in getattr(record, name)
        for column in columns
    ]
    return "\n\n".join(str(part) for part in parts if part)


def _facets(
    facts: CaseRecord, records: list[CaseRecord]
) -> Mapping[str, tuple[str, ...]]:
    facets = {
        "pillar": (facts.pillar,),
        "sub_dimension": (facts.sub_dimension,),
        "sector": (facts.sector, *facts.other_sectors),
        "sdg": tuple(str(number) for number in facts.sdgs),
        "country": (facts.country,),
        "city": (facts.city,),
        "stage": (facts.stage,),
        "year": (facts.start[:4],),
        "language": tuple(record.language for record in records),
        "evidence_level": (facts.evidence_level,),
        "cost_band": (facts.cost_band,),
        "tag": tuple({tag.lower(): None for r in records for tag in r.tags}),
        "kind": (facts.kind,),
        "cluster": (facts.cluster,),
        "scale": (facts.scale,),
        "target_group": facts.target_groups,
        "quick_win": ("yes",) if facts.quick_win else (),
    }
    return {
        name: tuple(dict.fromkeys(value for value in values if value))
        for name, values in facets.items()
        if any(values)
    }


def _numbers(facts: CaseRecord) -> Mapping[str, float]:
    """The case's own figures and point, else those of its city today."""
    city = city_profiles().get(facts.city)
    numbers = {
        "budget": None if facts.cost_usd is None else int(facts.cost_usd),
        "population": facts.profile_population,
        "latitude": facts.latitude,
        "longitude": facts.longitude,
    }
    if city and numbers["population"] is None:
        numbers["population"] = city.population
    if city and facts.latitude is None:
        numbers |= {"latitude": city.latitude, "longitude": city.longitude}
    return {name: value for name, value in numbers.items() if value is not None}


def _terms(facts: CaseRecord, records: list[CaseRecord]) -> tuple[str, ...]:
    """Tags, places and the labels of the controlled terms, in every language."""
    table = labels()
    coded = _facets(facts, records)
    named = ("pillar", "sub_dimension", "sector", "sdg", "cluster", "city", "country")
    terms = [
        table.get(facet, {}).get(code, {}).get(language, "")
        for facet in named
        for code in coded.get(facet, ())
        for language in LANGUAGES
    ]
    return tuple(dict.fromkeys(filter(None, [*terms, *coded.get("tag", ())])))
