"""Where the words of a query stand in the cases found, with marks, for their cards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cases.listing import Card
from cases.models import CaseStudyPage
from cases.records import STREAM_COLUMNS
from search.documents import BODY
from search.highlight import Highlighter, Passage, Segment

_COLUMNS = ("summary", *BODY)
_STREAMS = ("steps", "barriers", "technology", "authors", "awards", "links")

# About three lines of a card beside the filters.
CHARS = 190

# Running text by case and language.
Texts = Mapping[object, Mapping[str, str]]


def texts_of(cards: Iterable[Card], cases: QuerySet[CaseStudyPage]) -> Texts:
    """The text of every version of `cards` among `cases`, in one query."""
    keys = [card["key"] for card in cards]
    rows = (
        cases.order_by()
        .filter(translation_key__in=keys)
        .values("translation_key", "locale__language_code", *_COLUMNS, *_STREAMS)
    )
    found: dict[object, dict[str, str]] = {}
    for row in rows:
        versions = found.setdefault(row["translation_key"], {})
        versions[row["locale__language_code"]] = _text(row)
    return found


def with_marks(
    cards: Sequence[Card], texts: Texts, marks: Sequence[Sequence[str]]
) -> list[Card]:
    """`cards` with title and text marked where words are found. `marks` are those of
    a `Query`.

    The sentence of a card stays if it has one of each. Otherwise passages of the
    version that is shown come in its place, or of another one where only that has
    any of the words.
    """
    highlighter = Highlighter(word for words in marks for word in words)
    single = [Highlighter(words) for words in marks]
    return [_marked(card, texts.get(card["key"], {}), highlighter, single)
            for card in cards]  # fmt: skip


def marked(passage: Passage) -> SafeString:
    return format_html_join("", "{}", ((_segment(text, hit),) for text, hit in passage))


def _segment(text: str, hit: bool) -> str:
    return format_html("<mark>{}</mark>", text) if hit else text


def _marked(
    card: Card,
    versions: Mapping[str, str],
    highlighter: Highlighter,
    single: Sequence[Highlighter],
) -> Card:
    card = card | {"title_html": marked(highlighter.whole(card["title"]))}
    sentence = card["sentence"]
    if all(_has_hit(word.whole(sentence)) for word in single):
        return card | {"snippet": marked(highlighter.whole(sentence))}
    own = card["language"]
    for language in (own, *(other for other in versions if other != own)):
        passages = highlighter.passages(versions.get(language, ""), chars=CHARS)
        if any(map(_has_hit, passages)):
            snippet = marked(joined(passages))
            if language != own:
                snippet = format_html('<span lang="{}">{}</span>', language, snippet)
            return card | {"snippet": snippet}
    return card


def joined(passages: Iterable[Passage]) -> Passage:
    """One after the other, with one sign of an omission between two, not two."""
    segments: list[Segment] = []
    for passage in passages:
        if segments and segments[-1].text.endswith("…"):
            segments.pop()
        if segments and not passage[0].text.startswith("…"):
            segments.append(Segment(" … ", False))
        elif segments:
            segments.append(Segment(" ", False))
        segments += passage
    return tuple(segments)


def _has_hit(passage: Passage) -> bool:
    return any(segment.hit for segment in passage)


def _text(row: Mapping) -> str:
    """All text in paragraphs, most telling first, each ending like a sentence: a
    passage may hold the end of one and the beginning of the next."""
    parts = [row["one_line_result"], row["summary"]]
    parts += [row[name] for name in BODY if name != "one_line_result"]
    for name in _STREAMS:
        columns = [column for column in STREAM_COLUMNS[name] if column != "url"]
        for block in row[name].raw_data:
            parts += [str(block["value"].get(column) or "") for column in columns]
    return "\n\n".join(_ended(part.strip()) for part in parts if part.strip())


def _ended(paragraph: str) -> str:
    return f"{paragraph}." if paragraph[-1].isalnum() else paragraph
