"""Which words of a text a query found, and the passages to show of it.

The engines' own highlighters read the text again with their analysis and miss words
that were found by our stems. This one asks `search.text`, as the index did, and works
on the original text, so that what is shown is never the folded form. Nothing here
makes HTML: a template escapes each segment and puts the marks around the hits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from search import text as analysis

PASSAGE_CHARS = 240
# How far a passage may reach back from its first hit to begin with a sentence.
_LEAD_CHARS = 80
# Past this many, looking for each of them costs more than it saves.
_MOST_CORES = 24
# Most of what clings to words, so that fewer different pieces are looked up.
_PUNCTUATION = ".,;:!?()[]\"'“”‘’–—-"
_SENTENCE_END = re.compile(r"(?:[.!?]\s+|\n\s*)(?=\S)")


class Segment(NamedTuple):
    text: str
    hit: bool


Passage = tuple[Segment, ...]


class _Match(NamedTuple):
    start: int
    end: int
    word: int


class Highlighter:
    """Marks the words of one query in any number of texts.

    `words` are folded, as `search.syntax.parse` leaves them. A word of the text is a
    hit if it is the same or has the same stem in any language, or begins like one
    that ends in an asterisk.
    """

    def __init__(self, words: Iterable[str]) -> None:
        numbered = tuple(enumerate(dict.fromkeys(words)))
        self._starts = {word[:-1]: n for n, word in numbered if word.endswith("*")}
        self._wanted = {
            key: n
            for n, word in reversed(numbered)
            if not word.endswith("*")
            for _, keys in analysis.traces(word)
            for key in keys
        }
        self._keys = frozenset(self._wanted)
        self._cores = {analysis.core(key) for key in self._keys} | set(self._starts)

    def whole(self, text: str) -> Passage:
        """All of `text`, for a title or a line that is shown in full."""
        return _segments(text, 0, len(text), self._matches(text))

    def found(self, text: str) -> frozenset[int]:
        """Which of the words stand in `text`, by their places in the query."""
        return frozenset(match.word for match in self._matches(text))

    def passages(
        self, text: str, *, most: int = 2, chars: int = PASSAGE_CHARS
    ) -> tuple[Passage, ...]:
        """The passages of `text` with the most different words of the query.

        About `chars` characters together. A further passage comes only if it has a
        word that those before have not. Without a hit: the beginning of `text`.
        """
        matches = self._matches(text)
        if not matches:
            start, end = _bounds(text, 0, chars)
            return (_segments(text, start, end, []),) if text.strip() else ()
        chosen = _best_windows(matches, most, chars // most)
        width = chars // len(chosen)
        spans = []
        for first in chosen:
            start, end = _bounds(text, first.start, width)
            if spans and start <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return tuple(_segments(text, start, end, matches) for start, end in spans)

    def _matches(self, text: str) -> list[_Match]:
        """Hits in order of place, none overlapping.

        Each different word of the text is looked at once and the hits are then found
        by plain string search: a tenth of the time of walking through every word.
        """
        if not self._wanted and not self._starts:
            return []
        lowered = text.lower()
        if len(lowered) != len(text):  # a capital that is two characters when small
            lowered = text
        hits = {}
        for traces in map(analysis.traces, self._likely(set(lowered.split()))):
            for surface, keys in traces:
                wanted = [self._wanted[key] for key in keys & self._keys]
                wanted += self._begun(keys)
                if wanted:
                    hits[surface] = min(wanted)
        found = []
        for surface, word in hits.items():
            at = lowered.find(surface)
            while at >= 0:
                end = at + len(surface)
                around = lowered[at - 1 : at] + lowered[end : end + 1]
                if not around or not any(map(str.isalnum, around)):
                    found.append(_Match(at, end, word))
                at = lowered.find(surface, end)
        found.sort(key=lambda match: (match.start, -match.end))
        apart: list[_Match] = []
        for match in found:
            if not apart or match.start >= apart[-1].end:
                apart.append(match)
        return apart

    def _begun(self, keys: Iterable[str]) -> list[int]:
        return [
            n
            for start, n in self._starts.items()
            if any(":" not in key and key.startswith(start) for key in keys)
        ]

    def _likely(self, chunks: set[str]) -> set[str]:
        """Those of `chunks` worth the stemming: all that can hit are among them."""
        if len(self._cores) > _MOST_CORES or "" in self._cores:
            return chunks
        likely = {chunk for chunk in chunks if not chunk.isascii()}
        for core in self._cores:
            likely |= {chunk for chunk in chunks if core in chunk}
        return {chunk.strip(_PUNCTUATION) for chunk in likely}


def _best_windows(matches: list[_Match], most: int, width: int) -> list[_Match]:
    """The first hit of each chosen window, in order of place."""
    seen: set[int] = set()
    chosen: list[_Match] = []
    for _ in range(most):
        best, best_key, best_words = None, (0, 0), set()
        for n, first in enumerate(matches):
            inside = []
            for match in matches[n : n + 50]:
                if match.end > first.start + width:
                    break
                inside.append(match.word)
            new = set(inside) - seen
            key = (len(new), len(inside))
            if new and key > best_key:
                best, best_key, best_words = first, key, new
        if best is None:
            break
        chosen.append(best)
        seen |= best_words
    return sorted(chosen)


def _bounds(text: str, at: int, width: int) -> tuple[int, int]:
    """A window of about `width` characters around the hit at `at`, whole words only."""
    start = max(0, at - min(_LEAD_CHARS, width // 2))
    if start:
        sentences = [m.end() for m in _SENTENCE_END.finditer(text, start, at + 1)]
        if sentences:
            start = sentences[-1]
        else:
            space = text.find(" ", start, at)
            start = space + 1 if space >= 0 else at
    end = start + width
    if end >= len(text):
        return start, len(text)
    space = text.rfind(" ", at + 1, end + 1)
    return start, space if space > at else _end_of_word(text, max(end, at))


def _end_of_word(text: str, at: int) -> int:
    space = text.find(" ", at, at + analysis.MAX_WORD_CHARS)
    return space if space >= 0 else min(len(text), at + analysis.MAX_WORD_CHARS)


def _segments(text: str, start: int, end: int, matches: list[_Match]) -> Passage:
    parts = [Segment("… ", False)] if start else []
    at = start
    for match in matches:
        if match.start < start or match.end > end:
            continue
        if match.start > at:
            parts.append(Segment(_one_line(text[at : match.start]), False))
        parts.append(Segment(text[match.start : match.end], True))
        at = match.end
    if at < end:
        parts.append(Segment(_one_line(text[at:end]), False))
    if end < len(text.rstrip()):
        parts.append(Segment(" …", False))
    return tuple(parts)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
