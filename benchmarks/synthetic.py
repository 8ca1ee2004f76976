"""Invented cases for measuring speed: as long, as varied and as unevenly worded as
real ones. Document `n` is the same in every run and can be made without the others."""

from __future__ import annotations

import itertools
import random
from bisect import bisect

from search.fields import Document

VOCABULARY = 60_000
# Words of a full case: 17 texts of 80 words and a summary, halved for snapshots.
_BODY_WORDS = (400, 1_600)
_SUMMARY_WORDS = 120

_SYLLABLES = {
    "en": ["tion", "ment", "ing", "ser", "pro", "con", "ter", "pol", "mar", "light"],
    "id": ["ka", "ra", "ma", "ngan", "pem", "lu", "si", "ta", "ko", "pu", "sa", "wa"],
}
_FUNCTION_WORDS = {
    "en": ["the", "of", "and", "to", "in", "a", "is", "that", "for", "was", "with"],
    "id": ["yang", "dan", "di", "untuk", "dengan", "dari", "pada", "ini", "dalam"],
}
_ENDINGS = {"en": ("", "", "s", "ing", "ed"), "id": ("", "", "an", "nya", "kan")}

# Number of values and most values a case, by facet; as the vocabularies have them.
_FACETS = {
    "pillar": (6, 1),
    "sub_dimension": (18, 1),
    "sector": (18, 3),
    "sdg": (17, 4),
    "country": (45, 1),
    "city": (600, 1),
    "stage": (6, 1),
    "year": (25, 1),
    "evidence_level": (4, 1),
    "cost_band": (6, 1),
    "tag": (3_000, 5),
    "kind": (7, 1),
    "cluster": (4, 1),
    "scale": (5, 1),
    "target_group": (14, 3),
}


def _words(language: str) -> list[str]:
    """A vocabulary, most frequent word first; the function words head it."""
    syllables = _SYLLABLES[language]
    invented = (
        "".join(parts)
        for length in (2, 3, 4, 5)
        for parts in itertools.product(syllables, repeat=length)
    )
    stems = list(itertools.islice(invented, VOCABULARY))
    random.Random(language).shuffle(stems)
    endings = _ENDINGS[language]
    inflected = [stem + endings[n % len(endings)] for n, stem in enumerate(stems)]
    return _FUNCTION_WORDS[language] + inflected


WORDS = {language: _words(language) for language in _SYLLABLES}
# Zipf's law as Mandelbrot has it. The hundred most frequent words make up half of a
# text, as in real reports of cities (.42 to .60); the tail is fatter than theirs.
_HEAP = {
    language: list(
        itertools.accumulate((rank + 5) ** -1.15 for rank in range(len(words)))
    )
    for language, words in WORDS.items()
}

# A text keeps to its subject: with this, 1,100 words have 370 different ones, where
# 1,300 words of a real report have 340.
_REPEATED = 0.4


def _prose(chance: random.Random, language: str, count: int) -> str:
    words, heap = WORDS[language], _HEAP[language]
    picked: list[str] = []
    for _ in range(count):
        if picked and chance.random() < _REPEATED:
            picked.append(picked[int(chance.random() * len(picked))])
        else:
            picked.append(words[bisect(heap, chance.random() * heap[-1])])
    for start in range(0, count, 14):
        picked[start] = picked[start].capitalize()
        if start:
            picked[start - 1] += "."
    return " ".join(picked)


def document(n: int) -> Document:
    chance = random.Random(n)
    language = "en" if chance.random() < 0.6 else "id"
    facets = {
        name: tuple(
            # Squared: some values are much more frequent than others.
            f"{name}-{int(chance.random() ** 2 * values)}"
            for _ in range(chance.randint(1, most))
        )
        for name, (values, most) in _FACETS.items()
    }
    return Document(
        id=f"case{n}",
        titles={language: _prose(chance, language, 9)},
        summaries={language: _prose(chance, language, _SUMMARY_WORDS)},
        bodies={language: _prose(chance, language, chance.randint(*_BODY_WORDS))},
        terms=tuple(_prose(chance, language, 2) for _ in range(8)),
        facets=facets | {"language": (language,)},
        date=f"{chance.randint(2000, 2024)}-{chance.randint(1, 12):02}",
        fingerprint=f"{n:x}",
    )


def question(n: int) -> str:
    """One to three words that an invented case is likely to have."""
    chance = random.Random(f"question {n}")
    language = "en" if chance.random() < 0.6 else "id"
    # From frequent to middling, where readers' words lie, without function words.
    ranks = [int(30 * 60 ** chance.random()) for _ in range(chance.randint(1, 3))]
    return " ".join(WORDS[language][rank] for rank in ranks)
