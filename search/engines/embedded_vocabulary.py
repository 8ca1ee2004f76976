"""Words that the embedded index knows: near ones for a typing error, and titles that
begin like what someone is typing."""

from __future__ import annotations

from collections.abc import Iterable

import tantivy
from rapidfuzz import process
from rapidfuzz.distance import OSA

from search import text as analysis
from search.engines import embedded_queries as queries
from search.engines.embedded_words import all_of, any_of, constant, weighed
from search.fields import PUBLIC
from search.layout import ALL, IN_TITLE, exact_field, stem_field
from search.query import Query
from search.ranking import (
    BEGUN_WEIGHT,
    FUZZY_WEIGHT,
    STEM_WEIGHT,
    WHOLE_WEIGHT,
)
from search.spelling import (
    MIN_CHARS,
    MUCH_MORE,
    allowed_distance,
    ranked,
    with_first_letter,
)

_Q = tantivy.Query


class Vocabulary:
    """The words of one commit. Safe to use from several threads."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema) -> None:
        self._searcher = searcher
        self._schema = schema
        self._by_start: dict[str, list[tuple[str, int]]] = {}
        self._closed: int | None = None

    def corrections(
        self, words: Iterable[str], audience: str, known: bool
    ) -> dict[str, tuple[str, ...]]:
        found = {}
        for word in words:
            if len(word) < MIN_CHARS or word.isdecimal():
                continue
            least = 1
            if self._knows(word, audience):
                if not known:
                    continue
                least = MUCH_MORE * max(1, self._frequency(word))
            near = self._near(word, least)
            seen = tuple(w for w in near if self._is_seen(exact_field(), w, audience))
            if seen:
                found[word] = seen
        return found

    def _frequency(self, word: str) -> int:
        return self._searcher.doc_freq(exact_field(), word)

    def _knows(self, word: str, audience: str) -> bool:
        terms = [(exact_field(), word)]
        terms += [
            (stem_field(lang), stem(word)) for lang, stem in analysis.STEM.items()
        ]
        return any(self._is_seen(field, term, audience) for field, term in terms)

    def _is_seen(self, field: str, word: str, audience: str) -> bool:
        """Whether this reader may know of the word: what only cases have that are not
        for everyone is no word for the others."""
        frequency = self._searcher.doc_freq(field, word)
        if not frequency or audience != PUBLIC:
            return frequency > 0
        if frequency > self._closed_cases():
            return True
        own = _Q.term_query(self._schema, field, word, "basic")
        conditions = queries.filters(Query(audience=audience), self._schema)
        asked = queries.combined(constant(own), conditions)
        return bool(self._searcher.search(asked, 1, count=False).hits)

    def _closed_cases(self) -> int:
        if self._closed is None:
            shown = _Q.term_query(self._schema, "audience", PUBLIC, "basic")
            count = self._searcher.search(shown, 1, count=True).count
            self._closed = self._searcher.num_docs - count
        return self._closed

    def _near(self, word: str, least: int) -> tuple[str, ...]:
        """Other words at a small distance that at least so many cases have, likeliest
        first. Where the first letter is wrong or missing, the others are taken to be
        right."""
        most = allowed_distance(word)
        candidates: dict[str, int] = {}
        for start in dict.fromkeys((word[:1], word[1:2])):
            for term, frequency in self._starting(start):
                if frequency >= least and abs(len(term) - len(word)) <= most:
                    candidates[term] = frequency
        for term in with_first_letter(word):
            frequency = self._frequency(term)
            if frequency >= least:
                candidates[term] = frequency
        candidates.pop(word, None)
        near = process.extract(
            word, list(candidates), scorer=OSA.distance, score_cutoff=most, limit=50
        )
        return ranked((term, distance, candidates[term]) for term, distance, _ in near)

    def _starting(self, start: str) -> list[tuple[str, int]]:
        if start not in self._by_start:
            terms = self._searcher.terms_with_prefix(exact_field(ALL), start)
            self._by_start[start] = [
                (term, frequency)
                for term, frequency in terms
                if len(term) >= MIN_CHARS and not term.isdecimal()
            ]
        return self._by_start[start]

    def titles(self, text: str) -> tantivy.Query | None:
        """Titles that have every word of `text`, the last one begun."""
        words = analysis.words(text)
        if not words:
            return None
        *whole, begun = words
        if text[-1:].isspace():
            whole, begun = words, ""
        clauses = [self._word_of_title(word) for word in whole]
        if begun:
            clauses.append(self._begun_word_of_title(begun))
        return all_of(clauses)

    def _word_of_title(self, word: str) -> tantivy.Query:
        field = exact_field(IN_TITLE)
        exact = _Q.term_query(self._schema, field, word, "freq")
        stems = [
            constant(
                _Q.term_query(
                    self._schema, stem_field(lang, IN_TITLE), stem(word), "freq"
                ),
                STEM_WEIGHT,
            )
            for lang, stem in analysis.STEM.items()
        ]
        if self._searcher.doc_freq(field, word) or len(word) < MIN_CHARS:
            return any_of((exact, *stems))
        return any_of((*stems, self._fuzzy(word, prefix=False)))

    def _begun_word_of_title(self, word: str) -> tantivy.Query:
        field = exact_field(IN_TITLE)
        if self._searcher.terms_with_prefix(field, word, limit=1):
            begun = _Q.regex_query(self._schema, field, f"{word}.*")
            exact = _Q.term_query(self._schema, field, word, "freq")
            return any_of((constant(begun, BEGUN_WEIGHT), weighed(exact, WHOLE_WEIGHT)))
        if len(word) < MIN_CHARS:
            return _Q.empty_query()
        return self._fuzzy(word, prefix=True)

    def _fuzzy(self, word: str, *, prefix: bool) -> tantivy.Query:
        field = exact_field(IN_TITLE)
        near = _Q.fuzzy_term_query(
            self._schema, field, word, allowed_distance(word), True, prefix
        )
        return constant(near, FUZZY_WEIGHT)
