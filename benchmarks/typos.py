"""What typing errors cost: the queries of judged sets, each with one error.

    python -m benchmarks.typos DIR [DIR ...] [--most 200] [--rarest] [--list]

Each DIR is as for benchmarks.relevance. Of the queries with a judged document, `most`
in each language are drawn, and in each of them one content word that the documents
have, or with --rarest the one that the fewest have, gets one edit (insert, delete,
replace, swap two neighbours; letters by their neighbours on a keyboard). The same every
time. Prints nDCG@10 without errors, with them, and with them where words are not put
right, and the share of the words that are put right. Tune on the first half, report the
second. --list prints the words.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.relevance import (
    Judgements,
    Run,
    documents,
    judgements,
    measure,
    rows,
    search_run,
)
from search import text as analysis
from search.engine import Engine, engine_for
from search.fields import PUBLIC
from search.glossary import compiled, entries_of_file

SEED = 4
MOST = 200
MIN_CHARS = 4
HALVES = ("first", "second")
KINDS = ("insert", "delete", "replace", "swap")

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mistyped:
    """A query with one error; `word` became `wrong`."""

    id: str
    text: str
    word: str
    wrong: str
    language: str
    half: str

    def as_row(self) -> dict:
        return {"id": self.id, "text": self.text}


@dataclass(frozen=True, slots=True)
class Set:
    """A judged collection with its chosen queries, as they are and with errors."""

    folder: Path
    grades: Judgements
    clean: dict[str, str]
    mistyped: list[Mistyped] = field(default_factory=list)


class AsTyped:
    """An engine that has no better word for any."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __getattr__(self, name: str):
        return getattr(self._engine, name)

    def corrections(self, words: Iterable[str], **options) -> dict:
        return {}


def neighbours(letter: str) -> str:
    """The letters around `letter` on a keyboard, in lower case."""
    row = next(n for n, keys in enumerate(_ROWS) if letter in keys)
    at = _ROWS[row].index(letter)
    beside = _ROWS[row][max(at - 1, 0) : at] + _ROWS[row][at + 1 : at + 2]
    above = _ROWS[row - 1][at : at + 2] if row else ""
    below = _ROWS[row + 1][max(at - 1, 0) : at + 1] if row < 2 else ""
    return beside + above + below


def mistyped(word: str, rng: random.Random) -> str:
    """`word` (letters a to z) with one edit anywhere; never `word` itself."""
    while True:
        at = rng.randrange(len(word))
        near = rng.choice(neighbours(word[at]))
        match rng.choice(KINDS):
            case "insert":
                wrong = word[: at + 1] + near + word[at + 1 :]
            case "delete":
                wrong = word[:at] + word[at + 1 :]
            case "replace":
                wrong = word[:at] + near + word[at + 1 :]
            case "swap":
                wrong = word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
        if wrong != word:
            return wrong


def with_error(
    text: str, known: Mapping[str, int], rng: random.Random, *, rarest: bool = False
) -> tuple[str, str, str] | None:
    """The text with an error, the word and what it became; None where no word of
    `known`, which has the documents with each, is long enough and no stop word."""
    places = [
        found
        for found in _WORD.finditer(text)
        if len(found[0]) >= MIN_CHARS
        and found[0].lower() not in analysis.STOP_WORDS
        and found[0].lower() in known
        and analysis.words(_around(text, found)) == [found[0].lower()]
    ]
    if not places:
        return None
    if rarest:
        places = [min(places, key=lambda found: known[found[0].lower()])]
    place = rng.choice(places)
    wrong = mistyped(place[0].lower(), rng)
    text = text[: place.start()] + wrong + text[place.end() :]
    return text, place[0].lower(), wrong


def _around(text: str, found: re.Match[str]) -> str:
    """The word with what stands at its sides, which may make another word of it."""
    return text[max(found.start() - 1, 0) : found.end() + 1]


def drawn(
    folders: Sequence[Path], most: int = MOST, *, rarest: bool = False
) -> list[Set]:
    """Up to `most` queries in each language, over all folders of that language."""
    sets, candidates = [], defaultdict(list)
    for folder in folders:
        grades = judgements(folder / "qrels.tsv")
        texts = {str(row["id"]): row["text"] for row in rows(folder / "queries.jsonl")}
        sets.append(Set(folder, grades, {}))
        language = analysis.guess_language(" ".join(texts.values()))
        known = _document_frequencies(folder)
        for id, text in texts.items():
            if any(grades.get(id, {}).values()):
                rng = random.Random(f"{SEED} {folder.name} {id}")
                if error := with_error(text, known, rng, rarest=rarest):
                    candidates[language].append((sets[-1], id, text, *error))
    for language, found in sorted(candidates.items()):
        random.Random(SEED).shuffle(found)
        for n, (one, id, text, *error) in enumerate(found[:most]):
            one.clean[id] = text
            one.mistyped.append(Mistyped(id, *error, language, HALVES[n % 2]))
    return sets


def _document_frequencies(folder: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    for document in documents(folder / "corpus.jsonl"):
        texts = (*document.titles.values(), *document.bodies.values())
        counts.update({word for text in texts for word in analysis.words(text)})
    return counts


@dataclass(frozen=True, slots=True)
class Measured:
    """nDCG@10 of one query three times, and whether the engine, asked for the wrong
    word, names one of the same stem as the right word."""

    clean: float
    wrong: float
    typed: float
    put_right: bool


def measured(one: Set) -> Iterator[tuple[Mistyped, Measured]]:
    clean = [{"id": id, "text": text} for id, text in one.clean.items()]
    wrong = [query.as_row() for query in one.mistyped]
    with tempfile.TemporaryDirectory(prefix="typos-") as scratch:
        engine = engine_for(f"tantivy://{scratch}/index")
        engine.rebuild(documents(one.folder / "corpus.jsonl"))
        names = compiled(entries_of_file()).expansions
        found = (
            search_run(engine, clean, names),
            search_run(engine, wrong, names),
            search_run(AsTyped(engine), wrong, names),
        )
        for query in one.mistyped:
            scores = (_score(one.grades, run, query.id) for run in found)
            yield query, Measured(*scores, _put_right(engine, query))


def _put_right(engine: Engine, query: Mistyped) -> bool:
    stem = analysis.STEM[query.language]
    near = engine.corrections([query.wrong], audience=PUBLIC).get(query.wrong, ())
    return stem(query.word) in map(stem, (query.wrong, *near))


def lines(sets: Sequence[Set]) -> Iterator[str]:
    """A Markdown table with a line for each language and half: means over queries."""
    rows_of: dict[tuple[str, str], list[Measured]] = defaultdict(list)
    for one in sets:
        for query, row in measured(one):
            for half in (query.half, "all"):
                rows_of[query.language, half].append(row)
    yield (
        "| language | half | queries | clean | with errors | loss | as typed | loss "
        "| put right |"
    )
    yield "| --- " * 9 + "|"
    for (language, half), found in sorted(rows_of.items()):
        clean, wrong, typed, right = (
            sum(getattr(row, name) for row in found) / len(found)
            for name in Measured.__slots__
        )
        yield (
            f"| {language} | {half} | {len(found)} | {clean:.4f} | {wrong:.4f} "
            f"| {clean - wrong:.4f} | {typed:.4f} | {clean - typed:.4f} | {right:.2f} |"
        )


def _score(grades: Judgements, run: Run, id: str) -> float:
    ranking = {id: [document for document, _score in run[id]]}
    return measure({id: grades[id]}, ranking)["nDCG@10"]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.typos",
        description="Measure what one typing error in a query costs.",
    )
    parser.add_argument("folders", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--most", type=int, default=MOST, help="queries a language")
    parser.add_argument("--rarest", action="store_true", help="the rarest word")
    parser.add_argument("--list", action="store_true", help="print the words alone")
    options = parser.parse_args(argv)
    sets = drawn(options.folders, options.most, rarest=options.rarest)
    if options.list:
        for one in sets:
            for query in one.mistyped:
                print(one.folder.name, query.id, query.half, query.word, query.wrong)
    else:
        print("\n".join(lines(sets)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
