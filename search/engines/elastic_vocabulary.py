"""Words that a search server knows: near ones for a typing error, and titles that begin
like what someone is typing. Pure functions; the engine sends what they give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from elasticsearch.dsl import A, Search
from elasticsearch.dsl import query as q
from rapidfuzz.distance import OSA

from search import text as analysis
from search.engines.elastic_queries import Body, conditions
from search.engines.elastic_words import all_of, any_of, constant, term, weighed
from search.layout import IN_TITLE, exact_field, stem_field
from search.query import Query
from search.ranking import BEGUN_WEIGHT, FUZZY_WEIGHT, STEM_WEIGHT, WHOLE_WEIGHT
from search.spelling import (
    MIN_CHARS,
    MUCH_MORE,
    allowed_distance,
    ranked,
    with_first_letter,
)

_KNOWN, _FREQUENCY, _EVERY = "known", "frequency", "every"
# Candidates that are looked at for each unknown word.
_CANDIDATES = 50
# A regular expression of all beginnings with one error is the square of its length,
# and servers take 1,000 characters.
_MAX_BEGUN_CHARS = 12


def unknown(words: Iterable[str], audience: str) -> Body | None:
    """Which words no case of this audience has, how many cases have just this form,
    and what is near; None if none of them can be put right."""
    wanted = [w for w in dict.fromkeys(words) if _can_be_put_right(w)]
    if not wanted:
        return None
    known = {word: any_of(_forms(word)) for word in wanted}
    request = _count_each(known, audience)
    # Of all cases, like the numbers that come with the near words.
    forms = {word: q.Term(**{exact_field(): word}) for word in wanted}
    request.aggs.bucket(_EVERY, "global").bucket(_FREQUENCY, "filters", filters=forms)
    for word in wanted:
        request = request.suggest(
            word, word,
            term={
                "field": exact_field(),
                "suggest_mode": "always",
                "max_edits": allowed_distance(word),
                "prefix_length": 0,
                "min_word_length": MIN_CHARS,
                "max_term_freq": 2**31 - 1,
                "size": _CANDIDATES,
                "accuracy": 0.5,
                "string_distance": "damerau_levenshtein",
            },
        )  # fmt: skip
    return request.to_dict()


def near(answer: Mapping[str, Any], *, known: bool) -> dict[str, tuple[str, ...]]:
    """From the answer to `unknown`: likely words for each that nobody has, and with
    `known` much more frequent ones for the others."""
    found = {}
    counts = answer["aggregations"][_EVERY][_FREQUENCY]["buckets"]
    for word, bucket in answer["aggregations"][_KNOWN]["buckets"].items():
        least = 1
        if bucket["doc_count"]:
            if not known:
                continue
            least = MUCH_MORE * max(1, counts[word]["doc_count"])
        candidates = [
            (option["text"], OSA.distance(word, option["text"]), option["freq"])
            for entry in answer["suggest"][word]
            for option in entry["options"]
        ]
        most = allowed_distance(word)
        begun_otherwise = set(with_first_letter(word))
        best = ranked(
            row
            for row in candidates
            if row[1] <= most
            and row[2] >= least
            and len(row[0]) >= MIN_CHARS
            and not row[0].isdecimal()
            # Of the first two letters one is taken to be right, or all the others.
            and (row[0][0] in word[:2] or row[0] in begun_otherwise)
        )
        if best:
            found[word] = best
    return found


def seen(words: Iterable[str], audience: str) -> Body:
    """Which of `words` a case of this audience has in just this form."""
    exact = exact_field()
    return _count_each(
        {word: q.Term(**{exact: word}) for word in words}, audience
    ).to_dict()


def counted(answer: Mapping[str, Any]) -> set[str]:
    buckets = answer.get("aggregations", {}).get(_KNOWN, {}).get("buckets", {})
    return {word for word, bucket in buckets.items() if bucket["doc_count"]}


def _can_be_put_right(word: str) -> bool:
    return len(word) >= MIN_CHARS and not word.isdecimal()


def _forms(word: str) -> list[q.Query]:
    forms = [q.Term(**{exact_field(): word})]
    stems = {
        stem_field(language): stem(word) for language, stem in analysis.STEM.items()
    }
    return forms + [q.Term(**{field: stem}) for field, stem in stems.items()]


def _count_each(queries: Mapping[str, q.Query], audience: str) -> Search:
    fixed = conditions(Query(audience=audience))
    request = Search().query(q.Bool(filter=fixed) if fixed else q.MatchAll())
    request.aggs[_KNOWN] = A("filters", filters=dict(queries))
    return request[:0].extra(track_total_hits=False)


class Typed:
    """What someone has typed of a title: whole words, and the last one begun."""

    def __init__(self, text: str) -> None:
        words = analysis.words(text)
        ended = text[-1:].isspace()
        self.whole: Sequence[str] = words if ended else words[:-1]
        self.begun = "" if ended or not words else words[-1]

    def __bool__(self) -> bool:
        return bool(self.whole or self.begun)

    def known(self, audience: str) -> Body:
        """Which of the words a title has: the whole ones as they are, the last one as
        a beginning."""
        exact = exact_field(IN_TITLE)
        queries: dict[str, q.Query] = {w: q.Term(**{exact: w}) for w in self.whole}
        if self.begun:
            queries[f"{self.begun}*"] = q.Prefix(**{exact: self.begun})
        return _count_each(queries, audience).to_dict()

    def titles(self, known: set[str], n: int, audience: str) -> Body:
        """Titles with all of the words; with an error in those that are not known."""
        clauses = [self._whole_word(word, word in known) for word in self.whole]
        if self.begun:
            clauses.append(self._begun_word(f"{self.begun}*" in known))
        fixed = conditions(Query(audience=audience))
        query = q.Bool(must=[all_of(clauses)], filter=fixed)
        return (
            Search()
            .query(query)
            .sort("_score", {"id": "asc"})
            .source(False)
            .extra(track_total_hits=False)[:n]
            .to_dict()
        )

    def _whole_word(self, word: str, known: bool) -> q.Query:
        field = exact_field(IN_TITLE)
        stems = [
            constant(q.Term(**{stem_field(lang, IN_TITLE): stem(word)}), STEM_WEIGHT)
            for lang, stem in analysis.STEM.items()
        ]
        if known or len(word) < MIN_CHARS:
            return any_of((term(field, word), *stems))
        fuzzy = q.Fuzzy(**{field: {"value": word, "fuzziness": allowed_distance(word)}})
        return any_of((*stems, constant(fuzzy, FUZZY_WEIGHT)))

    def _begun_word(self, known: bool) -> q.Query:
        field, word = exact_field(IN_TITLE), self.begun
        if known:
            begun = constant(q.Prefix(**{field: word}), BEGUN_WEIGHT)
            return any_of((begun, weighed(term(field, word), WHOLE_WEIGHT)))
        if len(word) < MIN_CHARS:
            return q.MatchNone()
        pattern = _one_error(word[:_MAX_BEGUN_CHARS])
        return constant(q.Regexp(**{field: {"value": pattern}}), FUZZY_WEIGHT)


def _one_error(start: str) -> str:
    """A regular expression of the words that begin like `start` with one edit. Words
    are letters and digits: nothing in them has a meaning here."""
    places = range(len(start))
    edits = [start]
    edits += [start[:i] + start[i + 1 :] for i in places]
    edits += [f"{start[:i]}.{start[i + 1 :]}" for i in places]
    edits += [f"{start[:i]}.{start[i:]}" for i in places]
    edits += [start[:i] + start[i + 1] + start[i] + start[i + 2 :] for i in places[:-1]]
    return f"({'|'.join(dict.fromkeys(edits))}).*"
