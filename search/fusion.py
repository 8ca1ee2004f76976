"""One ranking out of two, by words and by meaning; the same for every engine.

    score(d) = words(d) / highest(query) + weight(query) * cosine(query, d)

The score by words is divided by what a perfect document could reach, not by the best
one found: a query whose words hardly occur must not look as well answered as one whose
words do. That, and reciprocal ranks, were worse everywhere (across languages .52 to
.61 against .68 nDCG@10).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from search.nodes import Concept, Group, Phrase, Prefix, concepts

# So many of the best of each side are put in one order; the others follow by words.
BEST = 200
# The weight of a cosine. In long questions .2 to .7 differ by less than .005. A few
# words leave more unsaid, and there a cosine tells more: on the first half of
# benchmarks/urban this gives .592, .5 for all .51. But id_facqa has many short
# questions for facts and loses: .5 for all .863, this .857, 4.5 words .854.
LEAST_WEIGHT, MOST_WEIGHT, SHORT_WORDS = 0.5, 1.5, 3.5
# What a document gains that has all words of a short query. Putting those first
# whatever they mean is as good within a language (.373 / .406 / .862 either way on
# Cranfield / CISI / id_facqa) and buries what is found across languages.
ALL_WORDS_GAIN = 0.2
# BM25 with k1 = 1.2 tends to 2.2 times the idf of a word; long texts reach 1.6.
_SATURATION = 1.6
_EXACT_SHARE = 0.5
# For neighbours: the share of the meaning against that of common words.
SIMILAR_MEANING_WEIGHT = 0.3

Key = TypeVar("Key", int, str)

# (whether of the exact form, word) -> number of documents that have it.
Frequency = Callable[[bool, str], int]


@dataclass(frozen=True, slots=True)
class Fused:
    """Keys in order with their scores, and those of them that no word finds."""

    ranking: tuple[tuple[int | str, float], ...]
    by_meaning: frozenset[int | str]


def idf(documents: int, frequency: int) -> float:
    return math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))


def highest_score(group: Group, documents: int, frequency: Frequency) -> float:
    """About the score by words of a document that answers perfectly; above 0.

    Other names of a thing can't make it higher: they count in place of its own words.
    """
    total = 0.0
    for node, count in Counter(concepts(group)).items():
        match node:
            case Concept(words=words) | Phrase(words=words):
                total += count * sum(
                    idf(documents, frequency(False, word))
                    + _EXACT_SHARE * idf(documents, frequency(True, word))
                    for word in words
                )
            case Prefix():
                total += count / _SATURATION
    return max(_SATURATION * total, 1e-6)


def meaning_weight(group: Group) -> float:
    """Of a cosine, by the number of plain words."""
    words = max(1, len(set(group.optional)))
    return max(LEAST_WEIGHT, min(MOST_WEIGHT, SHORT_WORDS / words))


def fuse(
    words: Mapping[Key, float],
    cosines: Mapping[Key, float],
    highest: float,
    complete: frozenset[Key] = frozenset(),
    weight: float = LEAST_WEIGHT,
) -> Fused:
    """Put the documents of both in one order; `complete` have all words.

    `words` holds the scores of those that match by words, `cosines` those of all that
    have a vector. Equal ones keep the order of `words`, then that of `cosines`.
    """
    scores = {
        key: words.get(key, 0.0) / highest
        + weight * cosines.get(key, 0.0)
        + (ALL_WORDS_GAIN if key in complete else 0.0)
        for key in dict.fromkeys((*words, *cosines))
    }
    ranking = sorted(scores.items(), key=lambda pair: -pair[1])
    return Fused(tuple(ranking), frozenset(scores.keys() - words.keys()))
