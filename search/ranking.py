"""Numbers of the ranking that every engine has, with where they come from.

A word scores as the better of its English and its Indonesian stem, plus half its exact
form; BM25, summed over the words. For short queries the documents that have all the
words come first.

Figures: nDCG@10 on Cranfield / CISI / id_facqa, benchmarks/relevance; with these
settings .366 / .398 / .865. Differences below .01 are noise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

EXACT_WEIGHT = 0.5  # none .361 / .400 / .863, full .360 / .393 / .863
# A word that the query has n times counts n ** this much; 1 gives .364 / .395 / .865,
# ignoring repetitions .363 / .335 / .865.
REPEAT_POWER = 0.85
# Up to so many words a document with all of them comes before any other. People who
# type few words expect that; it changes the three sets by less than .003.
ALL_WORDS_LIMIT = 6
# Above any sum of BM25 scores, below the point where f32 loses their differences.
ALL_WORDS_BONUS = 1000.0
# For neighbours (judged relevant to one query, Cranfield / CISI): .406 / .466; words
# all alike .374 / .435, 60 words .415 / .472 at twice the time.
SIMILAR_WORDS = 25
# Completion: a word that was typed right up to here counts more than one that is only
# similar or of the same stem.
BEGUN_WEIGHT, WHOLE_WEIGHT, STEM_WEIGHT, FUZZY_WEIGHT = 1.0, 0.2, 0.8, 0.5


def telling_words(
    bag: Iterable[tuple[str, str, int]],
    document_count: int,
    frequency: Callable[[str, str], int],
) -> list[tuple[str, str, float]]:
    """(field, word, weight) of the words of `bag` that tell a document from others.

    `frequency` gives the number of documents with a word in a field. Words of one
    document only can find no other.
    """
    weighed = []
    for field, word, count in bag:
        found = frequency(field, word)
        if found > 1:
            idf = math.log(1 + (document_count - found + 0.5) / (found + 0.5))
            weighed.append((count * idf, field, word))
    best = sorted(weighed, reverse=True)[:SIMILAR_WORDS]
    return [(field, word, (weight / best[0][0]) ** 0.5) for weight, field, word in best]
