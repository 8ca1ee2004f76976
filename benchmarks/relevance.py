"""How good the ranking is, on a set of documents with judged queries.

    python -m benchmarks.relevance DIR [--queries FILE] [--similar] [--run OUT]
                                   [--engine URL] [--without-glossary] [--semantic]
                                   [--json]

DIR holds corpus.jsonl (id, title, text), queries.jsonl (id, text) and qrels.tsv
(query, document, grade). The queries go through the same call as those of the search
page, with the glossary as shipped. With --similar a query's `like` names a document
whose neighbours are wanted; that document itself is left out.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knowledge_hub.settings.dev")
django.setup()

from search.engine import Engine, engine_for  # noqa: E402
from search.fields import Document  # noqa: E402
from search.glossary import compiled, entries_of_file  # noqa: E402
from search.query import Query  # noqa: E402
from search.text import guess_language  # noqa: E402
from search.understanding import Expansions, find  # noqa: E402

# Recall is measured to this depth.
DEPTH = 100

Run = dict[str, list[tuple[str, float]]]
Judgements = Mapping[str, Mapping[str, int]]


def rows(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def documents(path: Path) -> Iterator[Document]:
    """A judged collection as cases: no facets, the language guessed from the words."""
    for row in rows(path):
        title, text = row.get("title") or "", row.get("text") or ""
        language = guess_language(f"{title} {text}")
        yield Document(
            id=str(row["id"]), titles={language: title}, bodies={language: text}
        )


def judgements(path: Path) -> dict[str, dict[str, int]]:
    """Grades by query and document, from lines of 3 columns, or 4 as TREC has them."""
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in path.read_text("utf-8").splitlines():
        columns = line.split("\t") if "\t" in line else line.split()
        if len(columns) < 3 or columns[0] in ("query_id", "query-id"):
            continue
        query, document, grade = columns[0], columns[-2], columns[-1]
        grades[query][document] = max(int(float(grade)), grades[query].get(document, 0))
    return grades


def search_run(
    engine: Engine, queries: Iterable[dict], expansions: Expansions | None
) -> Run:
    found: Run = {}
    for row in queries:
        query = replace(Query.from_params({"q": row["text"]}), size=DEPTH)
        hits = find(query, engine=engine, expansions=expansions)[0].hits
        found[str(row["id"])] = [(hit.id, hit.score) for hit in hits]
    return found


def similar_run(engine: Engine, queries: Iterable[dict]) -> Run:
    return {
        str(row["id"]): [
            (hit.id, hit.score) for hit in engine.similar(str(row["like"]), DEPTH)
        ]
        for row in queries
    }


def measure(grades: Judgements, run: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Means over the queries that have a relevant document; a missing one counts 0."""
    sums = {"nDCG@10": 0.0, "MRR@10": 0.0, "Recall@100": 0.0}
    judged = 0
    for query, all_grades in grades.items():
        relevant = {d: g for d, g in all_grades.items() if g > 0}
        if not relevant:
            continue
        judged += 1
        ranking = list(dict.fromkeys(run.get(query, ())))
        ideal = _gain(sorted(relevant.values(), reverse=True)[:10])
        sums["nDCG@10"] += _gain([relevant.get(d, 0) for d in ranking[:10]]) / ideal
        ranks = (1 / n for n, d in enumerate(ranking[:10], 1) if d in relevant)
        sums["MRR@10"] += next(ranks, 0.0)
        sums["Recall@100"] += len(relevant.keys() & set(ranking[:100])) / len(relevant)
    means = {name: total / max(judged, 1) for name, total in sums.items()}
    return {"queries": judged, **means}


def _gain(grades: Sequence[int]) -> float:
    """Discounted cumulative gain with 2^grade - 1."""
    return sum((2**g - 1) / math.log2(n + 1) for n, g in enumerate(grades, 1))


def write_run(run: Run, path: Path) -> None:
    """In TREC's six columns, so that other evaluators can read it."""
    with path.open("w", encoding="utf-8") as file:
        for query, ranking in run.items():
            for rank, (document, score) in enumerate(ranking, 1):
                file.write(f"{query} Q0 {document} {rank} {score:.6f} hub\n")


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.relevance",
        description="Measure nDCG@10, MRR@10 and Recall@100 on judged queries.",
    )
    parser.add_argument("directory", type=Path, metavar="DIR")
    parser.add_argument("--queries", type=Path, metavar="FILE")
    parser.add_argument("--similar", action="store_true")
    parser.add_argument("--run", type=Path, metavar="OUT")
    parser.add_argument(
        "--engine", metavar="URL", help="empty index to fill; default: a temporary one"
    )
    parser.add_argument("--without-glossary", action="store_true")
    parser.add_argument("--semantic", action="store_true", help="by meaning, too")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    options = _arguments(argv)
    queries = rows(options.queries or options.directory / "queries.jsonl")
    with tempfile.TemporaryDirectory(prefix="relevance-") as scratch:
        url = options.engine or f"tantivy://{scratch}/index"
        engine = engine_for(url, semantic=options.semantic)
        corpus = {d.id: d for d in documents(options.directory / "corpus.jsonl")}
        engine.rebuild(corpus.values())
        engine.fill(lambda ids: [corpus[id] for id in ids])
        if options.similar:
            run = similar_run(engine, queries)
        else:
            names = () if options.without_glossary else entries_of_file()
            run = search_run(engine, queries, compiled(names).expansions)
    if options.run:
        write_run(run, options.run)
    rankings = {query: [d for d, _ in ranking] for query, ranking in run.items()}
    figures = measure(judgements(options.directory / "qrels.tsv"), rankings)
    if options.json:
        print(json.dumps(figures))
    else:
        print("  ".join(_shown(name, value) for name, value in figures.items()))
    return 0


def _shown(name: str, value: float) -> str:
    return f"{name} {value}" if name == "queries" else f"{name} {value:.4f}"


if __name__ == "__main__":
    sys.exit(main())
