"""Typing errors: how far a word may be from one that the index knows, which of the
near ones come first, and what the reader's text is with them in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from string import ascii_lowercase

from search import text as analysis

# Shorter words have too many neighbours to guess from.
MIN_CHARS = 4
# Edits (insert, delete, replace, swap two neighbours): relevance by typing errors in
# benchmarks/typos.py.
_LONG_WORD = 8
# So many near words are searched for in place of one unknown.
MOST = 3
# A word that cases have is taken for a typing error only where a near one is so many
# times as frequent.
MUCH_MORE = 10
# What an edit costs against frequency: a nearer word wins unless another is this many
# times as frequent.
_EDIT = 100

_WORD = re.compile(r"[^\W_](?:[^\W_]|['’](?=[^\W_]))*")


def allowed_distance(word: str) -> int:
    return 1 if len(word) < _LONG_WORD else 2


def with_first_letter(word: str) -> Iterator[str]:
    """Words that `word` may be with its first letter wrong or missing. So few that each
    can be looked up, where a look at every word of the index would take too long."""
    for letter in ascii_lowercase:
        yield letter + word[1:]
        yield letter + word


def ranked(near: Iterable[tuple[str, int, int]]) -> tuple[str, ...]:
    """The likeliest of (word, distance, documents that have it), best first."""
    rows = sorted(near, key=lambda row: (-row[2] / _EDIT ** row[1], row[0]))
    return tuple(word for word, _distance, _frequency in rows[:MOST])


def corrected(text: str, best: Mapping[str, str]) -> str:
    """`text` with the words that fold to a key of `best` replaced, all else kept."""

    def replaced(found: re.Match[str]) -> str:
        return best.get(analysis.fold(found[0]), found[0])

    return _WORD.sub(replaced, text)
