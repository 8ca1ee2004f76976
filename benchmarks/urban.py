"""How well people find urban practices, in their own language and in the other.

    python -m benchmarks.urban PRACTICES [--half first|second] [--judge]

PRACTICES is the folder with the three files of FILES, in the form that the mappings in
benchmarks/mappings describe; the demonstration's cases come with the hub. What is asked
and judged is in benchmarks/urban: queries.jsonl has needs, each asked once in English
and once in Indonesian (id, topic, language, text, half), qrels.tsv the judgements
(query, document, grade: 2 answers the need, 1 is of use for it).

Prints nDCG@10, MRR@10 and Recall@100 by words alone, with the glossary and by meaning,
as far as the hub has them: over all documents, and "across", over those that are in the
other language only than the query, with the filter by language. Then the queries with
nothing relevant among their first ten. --judge lists documents among the first ten that
nobody has judged, for more judgements; they count as not relevant.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.relevance import DEPTH, judgements, measure, rows
from search.engine import Engine, engine_for
from search.fields import Document
from search.glossary import compiled, entries_of_file
from search.meaning import encoder
from search.query import Query
from search.understanding import Expansions, find

FOLDER = Path(__file__).with_name("urban")
DEMO = Path(__file__).parents[1] / "cases" / "demo"
# Of the practices, with their language.
FILES = {
    "world-city-prize.jsonl": "en",
    "world-bank-urban-asia-pacific.jsonl": "en",
    "cipta-media-2014-id.jsonl": "id",
}
HALVES = ("first", "second")
OTHER = {"en": "id", "id": "en"}
ALL, ACROSS = "all", "across"

Ranking = dict[str, list[str]]
Grades = dict[str, dict[str, int]]

_DEMO_BODY = (
    "one_line_result", "situation", "objectives", "solution", "innovation",
    "participation", "results", "success_factors", "failures", "lessons",
    "sustainability", "what_to_copy", "what_to_adapt", "lead_organisation",
    "place_name",
)  # fmt: skip


def queries() -> list[dict]:
    return list(rows(FOLDER / "queries.jsonl"))


def grades() -> Grades:
    return judgements(FOLDER / "qrels.tsv")


def collection(practices: Path) -> list[Document]:
    """The demonstration's cases, all versions of one together, and the practices."""
    return [*_demonstration(), *_practices(practices)]


def _demonstration() -> Iterator[Document]:
    versions: dict[str, list[dict]] = defaultdict(list)
    for path in sorted(DEMO.glob("cases-*.jsonl")):
        for row in rows(path):
            versions[row["key"]].append(row)
    for key, found in versions.items():
        yield Document(
            id=key,
            titles={row["language"]: row["title"] for row in found},
            summaries={row["language"]: row["summary"] for row in found},
            bodies={row["language"]: _body(row, _DEMO_BODY) for row in found},
            terms=_terms(found),
            facets={"language": tuple(row["language"] for row in found)},
        )


def _terms(versions: list[dict]) -> tuple[str, ...]:
    """Tags and the city; names of topics and pillars would need a database."""
    tags = [tag for version in versions for tag in version.get("tags", ())]
    return tuple(dict.fromkeys((*tags, versions[0]["city"])))


def _practices(folder: Path) -> Iterator[Document]:
    for name, language in FILES.items():
        for row in rows(folder / name):
            summary = row.get("summary") or ""
            yield Document(
                id=row["id"],
                titles={language: row["title"] or ""},
                summaries={language: summary},
                bodies={language: row["text"] or ""},
                terms=tuple(filter(None, (row.get("city"), row.get("country")))),
                facets={"language": (language,)},
            )


def _body(row: Mapping[str, Any], names: Iterable[str]) -> str:
    return "\n\n".join(str(row[name]) for name in names if row.get(name))


@dataclass(frozen=True, slots=True)
class Way:
    """A way to search: its name, an engine and other names of things."""

    name: str
    engine: Engine
    expansions: Expansions


def ways(folder: Path, documents: Sequence[Document]) -> Iterator[Way]:
    """By words alone, with the glossary as shipped, and by meaning where the hub has
    the extra `semantic`."""
    glossary = compiled(entries_of_file()).expansions
    by_words = engine_for(f"tantivy://{folder}/words", semantic=False)
    by_words.rebuild(documents)
    yield Way("words", by_words, _no_names)
    yield Way("words, glossary", by_words, glossary)
    if encoder() is not None:
        by_meaning = engine_for(f"tantivy://{folder}/meaning", semantic=True)
        known = {document.id: document for document in documents}
        by_meaning.rebuild(documents)
        by_meaning.fill(lambda ids: [known[id] for id in ids])
        yield Way("meaning", by_meaning, _no_names)
        yield Way("meaning, glossary", by_meaning, glossary)


def _no_names(words: Sequence[str]) -> tuple:
    return ()


def ranking(way: Way, asked: Iterable[dict], *, across: bool = False) -> Ranking:
    """`across`: of the cases in the other language, as with the filter by language."""
    found = {}
    for row in asked:
        query = replace(Query.from_params({"q": row["text"]}), size=DEPTH)
        if across:
            query = replace(query, filters={"language": (OTHER[row["language"]],)})
        hits = find(query, engine=way.engine, expansions=way.expansions)[0].hits
        found[row["id"]] = [hit.id for hit in hits]
    return found


def without(ids: frozenset[str], judged: Grades, found: Ranking) -> tuple:
    """Judgements and rankings without some documents, queries without relevant ones
    left out."""
    kept = {
        query: left
        for query, of_query in judged.items()
        if (left := {d: grade for d, grade in of_query.items() if d not in ids})
    }
    return kept, {
        query: [d for d in documents if d not in ids]
        for query, documents in found.items()
    }


def results(
    way: Way, documents: Sequence[Document], asked: list[dict], judged: Grades
) -> Iterator[tuple[str, dict, Grades, Ranking]]:
    """(what, queries by id, judgements, ranking) over all and across languages."""
    by_id = {row["id"]: row for row in asked}
    judged = {query: judged[query] for query in by_id}
    yield ALL, by_id, judged, ranking(way, asked)
    found = ranking(way, asked, across=True)
    in_language = {
        language: frozenset(d.id for d in documents if language in d.titles)
        for language in OTHER
    }
    kept: Grades = {}
    rankings: Ranking = {}
    for language, ids in in_language.items():
        own = {q for q, row in by_id.items() if row["language"] == language}
        some, ranks = without(
            ids, {q: judged[q] for q in own}, {q: found[q] for q in own}
        )
        kept |= some
        rankings |= ranks
    yield ACROSS, by_id, kept, rankings


def lines(
    documents: Sequence[Document], asked: list[dict], *, unjudged: bool = False
) -> Iterator[str]:
    judged = grades()
    failed: dict[tuple[str, str], list[str]] = {}
    missing: dict[str, set[str]] = defaultdict(set)
    yield "| way | over | queries in | number | nDCG@10 | MRR@10 | Recall@100 |"
    yield "| --- " * 7 + "|"
    with tempfile.TemporaryDirectory(prefix="urban-") as scratch:
        for way in ways(Path(scratch), documents):
            for over, by_id, kept, found in results(way, documents, asked, judged):
                for language in ("", *OTHER):
                    some = {
                        query: of_query
                        for query, of_query in kept.items()
                        if by_id[query]["language"] == language or not language
                    }
                    yield _line(way.name, over, language or "both", some, found)
                failed[way.name, over] = [
                    f"{by_id[query]['text']} ({by_id[query]['language']})"
                    for query, of_query in kept.items()
                    if not of_query.keys() & set(found[query][:10])
                ]
                for query, ids in found.items():
                    missing[query] |= set(ids[:10]) - judged[query].keys()
    for (name, over), texts in failed.items():
        yield f"\nNothing relevant in ten, {name}, {over}: {len(texts)}"
        yield "; ".join(texts)
    if unjudged:
        yield from (f"{q}\t{id}" for q, ids in missing.items() for id in sorted(ids))


def _line(name: str, over: str, language: str, judged: Grades, found: Ranking) -> str:
    figures = measure(judged, found)
    means = (f"{value:.3f}" for key, value in figures.items() if key != "queries")
    cells = (name, over, language, str(figures["queries"]), *means)
    return f"| {' | '.join(cells)} |"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.urban",
        description="Measure how well urban practices are found across languages.",
    )
    parser.add_argument("practices", type=Path, metavar="PRACTICES")
    parser.add_argument("--half", choices=HALVES, help="these queries alone")
    parser.add_argument("--judge", action="store_true", help="list unjudged documents")
    options = parser.parse_args(argv)
    asked = [row for row in queries() if options.half in (None, row["half"])]
    documents = collection(options.practices)
    for line in lines(documents, asked, unjudged=options.judge):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
