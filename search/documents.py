"""From the records of a case to the document that the index keeps of it."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
)
from wagtail.models import CollectionViewRestriction

from cases.models import CaseDocument
from cases.records import STREAM_COLUMNS, CaseRecord, open_cases, versions_of
from cases.vocabulary import Labels, labels
from members.profiles import CityProfile, city_profiles
from search.extraction import State
from search.fields import LANGUAGES, MEMBERS, PUBLIC, Document

# Of all documents of a case together, about 60 pages: more would make the index large
# and the case be found by everything.
ATTACHED_CHARS = 200_000
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
    found = list(versions_of(public_ids, open_cases()))
    attached = attached_texts(r.page_id for _id, records in found for r in records)
    # Each is a read of the cache: once for a batch, not for each case.
    table, cities = labels(), city_profiles()
    for public_id, records in found:
        # A document that several versions show is one.
        texts = dict(pair for r in records for pair in attached.get(r.page_id, ()))
        facets = _facets(records[0], records)
        document = Document(
            id=public_id,
            terms=_terms(facets, table),
            facets=facets,
            numbers=_numbers(records[0], cities.get(records[0].city)),
            attachments=_cut(tuple(texts.values())),
            **_texts(records),
        )
        yield _with_fingerprint(document)


def _texts(records: list[CaseRecord]) -> dict[str, Any]:
    """What all `records` say, the language versions of one case. The date is the
    original's, which comes first."""
    closed = any(record.visibility == "members" for record in records)
    return {
        "titles": {record.language: record.title for record in records},
        "summaries": {record.language: record.summary for record in records},
        "bodies": {record.language: body_of(record) for record in records},
        "date": records[0].start,
        "audience": MEMBERS if closed else PUBLIC,
    }


def _with_fingerprint(document: Document) -> Document:
    content = json.dumps(asdict(document), sort_keys=True, default=str)
    digest = hashlib.blake2b(content.encode(), digest_size=12).hexdigest()
    return replace(document, fingerprint=digest)


def shown_documents() -> QuerySet[CaseDocument]:
    """Documents of cases that have a text, in the order of each case. Not those of
    collections for which the admin asks for a password or a login."""
    path = OuterRef("document__collection__path")
    private = CollectionViewRestriction.objects.annotate(
        inner=ExpressionWrapper(path, output_field=CharField())
    ).filter(inner__startswith=F("collection__path"))
    return CaseDocument.objects.filter(
        ~Exists(private), document__extracted_text__state=State.DONE
    ).order_by("case", "sort_order", "pk")


def attached_texts(page_ids: Iterable[int]) -> Mapping[int, list[tuple[int, str]]]:
    """(document, text) pairs of what these pages of cases show, in one query."""
    rows = (
        shown_documents()
        .filter(case__in=list(page_ids))
        .values_list("case", "document", "document__extracted_text__pages")
    )
    found = defaultdict(list)
    for page_id, document_id, pages in rows:
        found[page_id].append((document_id, "\n\n".join(pages)))
    return found


def _cut(texts: Iterable[str]) -> tuple[str, ...]:
    kept, left = [], ATTACHED_CHARS
    for text in texts:
        if left > 0:
            kept.append(text[:left])
            left -= len(text)
    return tuple(kept)


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


def _numbers(facts: CaseRecord, city: CityProfile | None) -> Mapping[str, float]:
    """The case's own figures and point, else those of its city today."""
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


def _terms(facets: Mapping[str, tuple[str, ...]], table: Labels) -> tuple[str, ...]:
    """Tags, places and the labels of the controlled terms, in every language."""
    named = ("pillar", "sub_dimension", "sector", "sdg", "cluster", "city", "country")
    terms = [
        table.get(facet, {}).get(code, {}).get(language, "")
        for facet in named
        for code in facets.get(facet, ())
        for language in LANGUAGES
    ]
    return tuple(dict.fromkeys(filter(None, [*terms, *facets.get("tag", ())])))
