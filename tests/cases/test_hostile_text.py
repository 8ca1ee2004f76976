"""Whatever is typed into a case is shown as text."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import models
from wagtail.blocks import URLBlock
from wagtail.fields import StreamField

from cases.fields import PartialDateField
from cases.models import CaseRow, CaseStudyPage
from tests.cases.full_case import case_with_files
from tests.factories import HubImageFactory

pytestmark = pytest.mark.django_db
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"


def is_plain(item) -> bool:
    return (
        isinstance(item, models.CharField | models.TextField)
        and not item.choices
        and not isinstance(item, PartialDateField | models.URLField | models.EmailField)
        and (item.max_length or 1000) >= len(HOSTILE)
    )


def hostile_columns():
    """All texts that a writer types, by the field's name."""
    fields = CaseStudyPage._meta.local_fields
    return {item.name: HOSTILE for item in fields if is_plain(item)}


def hostile_rows():
    for relation in CaseStudyPage._meta.related_objects:
        model = relation.related_model
        if not issubclass(model, CaseRow):
            continue
        values = {i.name: HOSTILE for i in model._meta.local_fields if is_plain(i)}
        yield relation.get_accessor_name(), model, values


def hostile_streams():
    """A block for every stream, each text in it hostile, addresses and dates valid."""
    for item in CaseStudyPage._meta.local_fields:
        if isinstance(item, StreamField):
            for name, block in item.stream_block.child_blocks.items():
                children = block.child_blocks.items()
                yield (
                    item.name,
                    [(name, {key: _value(child) for key, child in children})],
                )


def _value(block):
    if isinstance(block, URLBlock):
        return "https://example.org/"
    limit = block.field.max_length or 1000
    return HOSTILE if limit >= len(HOSTILE) else "2020"


def hostile_case() -> CaseStudyPage:
    needed = {
        "key_dates": {"date": "2019"},
        "funding": {"source": "own"},
        "indicators": {"before": 1, "after": 2},
        "gallery": {"image": HubImageFactory(credit=HOSTILE, alt_text=HOSTILE)},
    }
    case = case_with_files()
    documents = list(case.documents.all())
    documents[0].title = HOSTILE
    rows = {
        name: [model(**values, **needed.get(name, {}))]
        for name, model, values in hostile_rows()
        if name != "documents"
    }
    assert {"partners", "funding", "indicators", "key_dates", "gallery"} <= rows.keys()
    streams = dict(hostile_streams())
    assert {"steps", "barriers", "technology", "awards", "authors"} <= streams.keys()
    values = hostile_columns() | rows | streams
    assert {"summary", "situation", "lessons", "contact_name"} <= values.keys()
    for name, value in values.items():
        setattr(case, name, value)
    case.title, case.contact_public, case.documents = HOSTILE, True, documents
    case.tags.add(HOSTILE)
    case.sector.names = {"en": HOSTILE}
    case.sector.save()
    case.save_revision().publish()
    return case


@pytest.mark.parametrize("provenance", ["city", "catalogued"])
def test_hostile_text_in_any_field_stays_text(client, committed, provenance):
    with committed():
        case = hostile_case()
        case.provenance = provenance
        case.save_revision().publish()
    soup = BeautifulSoup(client.get(case.url).content, "html.parser")
    assert soup.get_text().count("alert(1)</script>") > 40
    assert all(script.get("src") for script in soup.find_all("script"))
    assert {image["src"] == "x" for image in soup.find_all("img")} == {False}
    for element in soup.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on")]
        assert "style" not in element.attrs
        assert not element.get("href", "").startswith("javascript:")
