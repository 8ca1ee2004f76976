"""In which document of a case, and on which page, the words of a query stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from cases.listing import Card
from cases.models import CaseStudyPage, HubDocument
from search import text as analysis
from search.documents import shown_documents
from search.highlight import Highlighter
from search.models import DocumentText
from search.snippets import CHARS, Texts, joined, marked

# What one page of results reads at most: about 330 pages, 25 ms.
MOST_CHARS = 1_000_000
# Of one case those that are looked at word by word, after a look at their letters.
MOST_PAGES = 3
# Shorter parts of words stand on every page.
MIN_CORE_CHARS = 3


@dataclass(frozen=True)
class _Page:
    row: Mapping[str, object]
    number: int
    text: str


def with_attachments(
    cards: Sequence[Card],
    texts: Texts,
    cases: QuerySet[CaseStudyPage],
    marks: Sequence[Sequence[str]],
) -> list[Card]:
    """`cards` with `attachment` where a document has what is asked for and the case
    has not. `marks` are those of a `Query`.

    Only documents that some of `cases`, those that the reader may see, show. Two
    queries, the second only if there are any. `attachment` has title, url, snippet
    (safe text) with its language and, of a PDF, page.
    """
    if not marks or not cards:
        return list(cards)
    rows = _rows(cards, cases)
    pages = _pages_of(rows)
    if not pages:
        return list(cards)
    asked = _Asked(marks)
    found = []
    for card in cards:
        likely = _likely(rows.get(card["key"], ()), pages, asked)
        if likely:
            card = card | _attachment(
                likely, asked.found(_own_text(card, texts)), asked
            )
        found.append(card)
    return found


class _Asked:
    """The things that a query asks for, by their places in its `marks`."""

    def __init__(self, marks: Sequence[Sequence[str]]) -> None:
        words = dict.fromkeys(word for names in marks for word in names)
        self.highlighter = Highlighter(words)
        self._places = [
            {n for n, names in enumerate(marks) if word in names} for word in words
        ]
        self._letters = [frozenset().union(*map(_letters, names)) for names in marks]

    def found(self, text: str) -> set[int]:
        """Those that stand in `text`, under any of their names."""
        return {n for word in self.highlighter.found(text) for n in self._places[word]}

    def likely(self, text: str) -> int:
        """At least as many as are found, by their letters alone."""
        lowered = text.lower()
        return sum(any(part in lowered for part in parts) for parts in self._letters)


def _rows(
    cards: Iterable[Card], cases: QuerySet[CaseStudyPage]
) -> dict[object, list[Mapping]]:
    """What the versions of each case show, that in the language of its card first;
    as much as may be read."""
    languages = {card["key"]: card["language"] for card in cards}
    shown = cases.order_by().filter(translation_key__in=languages).values("pk")
    columns = (
        "case__translation_key", "case__locale__language_code", "title", "document",
        "document__title", "document__file", "document__extracted_text__characters",
        "document__collection",
    )  # fmt: skip
    by_case: dict[object, dict[int, Mapping]] = {}
    found = list(shown_documents().filter(case__in=shown).values(*columns))
    # Of two versions that show the same document, the first one's title is told.
    found.sort(
        key=lambda row: (
            row["case__locale__language_code"]
            != languages[row["case__translation_key"]]
        )
    )
    for row in found:
        mine = by_case.setdefault(row["case__translation_key"], {})
        mine.setdefault(row["document"], row)
    left = MOST_CHARS
    kept: dict[object, list[Mapping]] = {}
    for key in languages:
        for row in by_case.get(key, {}).values():
            left -= row["document__extracted_text__characters"]
            if left >= 0:
                kept.setdefault(key, []).append(row)
    return kept


def _pages_of(rows: Mapping[object, Iterable[Mapping]]) -> dict[int, list[str]]:
    documents = {row["document"] for mine in rows.values() for row in mine}
    if not documents:
        return {}
    texts = DocumentText.objects.filter(document__in=documents)
    return dict(texts.values_list("document", "pages"))


def _letters(word: str) -> frozenset[str]:
    """Letters of which some stand in every word that `word` finds. Words with accents
    are missed: the case is found by them all the same, only not the page."""
    if word.endswith("*"):
        return frozenset({word[:-1]})
    cores = {analysis.core(key) for _, keys in analysis.traces(word) for key in keys}
    long = {core for core in cores if len(core) >= MIN_CORE_CHARS}
    return frozenset(long if len(long) == len(cores) else {word})


def _likely(
    rows: Iterable[Mapping],
    pages: Mapping[int, list[str]],
    asked: _Asked,
) -> list[_Page]:
    """The pages that are likely to have the most of it, the first of equals."""
    ranked = []
    for row in rows:
        for number, text in enumerate(pages.get(row["document"], ()), 1):
            if count := asked.likely(text):
                ranked.append((-count, len(ranked), _Page(row, number, text)))
    return [page for _count, _place, page in sorted(ranked)[:MOST_PAGES]]


def _own_text(card: Card, texts: Texts) -> str:
    versions = texts.get(card["key"], {}).values()
    return "\n\n".join([card["title"], card["city"], card["country"], *versions])


def _attachment(
    pages: Iterable[_Page], own: set[int], asked: _Asked
) -> dict[str, object]:
    best, best_key = None, (0, 0)
    for page in pages:
        here = asked.found(page.text)
        key = (len(here - own), len(here))
        if key[0] and key > best_key:
            best, best_key = page, key
    if best is None:
        return {}
    row = best.row
    name = str(row["document__file"])
    # With a collection, for which the model would ask the database otherwise.
    document = HubDocument(
        pk=row["document"], file=name, collection_id=row["document__collection"]
    )
    paged = name.lower().endswith(".pdf")
    return {
        "attachment": {
            "title": row["title"] or row["document__title"],
            "page": best.number if paged else None,
            "url": document.url + (f"#page={best.number}" if paged else ""),
            "snippet": marked(
                joined(asked.highlighter.passages(best.text, chars=CHARS))
            ),
            "language": analysis.guess_language(best.text),
        }
    }
