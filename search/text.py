"""How text becomes words, for the index, for the query and for the highlighter alike.

A word of the source text is folded (lower case, no accents), kept as it is and
reduced to one stem per language. The engines index what this module returns with a
plain whitespace tokenizer, so a change here makes every index stale:
``ANALYSIS_VERSION`` is part of the index's fingerprint and has to be raised.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

ANALYSIS_VERSION = 1

# The languages that have a stemmer. A third interface language works without an
# entry here: its words are then found in their exact form.
STEMMERS = {"en": "english", "id": "indonesian"}

# Past this a "word" is an encoded file or an address, of no use to a reader.
MAX_WORD_CHARS = 64

# Combining accents belong to the word they follow: text typed on some systems has
# them decomposed. An apostrophe inside a word belongs to it, too (city's).
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f]|['’](?=[^\W_]))*")
_ASCII_WORD = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")
_UNWANTED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
)

# Function words of both languages. They stay in the index, where a phrase needs
# them, and are dropped from a query that has other words as well.
_STOP_WORDS_EN = """
    a about after all also am an and any are as at be because been before being
    between both but by can could did do does doing down during each few for from
    further had has have having he her here hers him his how i if in into is it its
    itself just me more most my no nor not of off on once only or other our ours out
    over own same she should so some such than that the their theirs them then there
    these they this those through to too under until up very was we were what when
    where which while who whom whose why will with would you your yours
"""
_STOP_WORDS_ID = """
    ada adalah agar akan aku anda antara apa apabila apakah atas atau bagaimana
    bagaimanakah bagi bahwa banyak beberapa begitu belum berapa berapakah bila bisa
    boleh bukan dalam dan dapat dari daripada demi demikian dengan di dia hal harus
    hingga ia ialah ini itu jadi jika juga kah kalau kami kamu kapan kapankah karena
    ke kepada ketika kita lah lagi lain lalu maka mana manakah mereka merupakan meski
    mengapa namun nya oleh pada para per pernah pun saat saja sambil sampai sangat
    saya se sebagai sebelum sebuah secara sedang sejak selama seluruh semua sementara
    seorang seperti serta sesudah setelah setiap siapa siapakah suatu sudah supaya
    tanpa tapi telah tentang terhadap tetapi tidak untuk walau yaitu yakni yang
"""
STOP_WORDS = frozenset(_STOP_WORDS_EN.split() + _STOP_WORDS_ID.split())

# Enough of each language's most frequent words to tell a paragraph's language.
_TELLTALE_EN = "the of and to in is that for was with as by are this from"
_TELLTALE_ID = "yang dan di untuk dengan dari pada ini dalam tidak adalah oleh itu ke"
_TELLTALE = {
    "en": frozenset(_TELLTALE_EN.split()),
    "id": frozenset(_TELLTALE_ID.split()),
}


def clean(text: str) -> str:
    """`text` without NUL, control characters and lone surrogates.

    Tabs and line breaks stay. The result can be stored, encoded and logged.
    """
    return _UNWANTED.sub(" ", text)


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """One word in the form in which it is compared: lower case without accents."""
    if word.isascii():
        folded = word.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", word.replace("’", "'"))
        folded = "".join(c for c in decomposed if not unicodedata.combining(c))
        # NFKD may bring characters that are no part of a word, such as the space
        # of a lone accent or the fraction bar of a half.
        folded = "".join(c for c in folded.casefold() if c.isalnum() or c == "'")
    return folded.removesuffix("'s").replace("'", "")[:MAX_WORD_CHARS]


def words(text: str) -> list[str]:
    """The folded words of `text` in order, stop words included."""
    if text.isascii():
        # The common case and most of a rebuild's time: no call for each word.
        found = _ASCII_WORD.findall(text.lower())
        if "'" not in text:
            return [word[:MAX_WORD_CHARS] for word in found]
    else:
        found = _WORD.findall(text)
    return [folded for word in found if (folded := fold(word))]


_local = threading.local()


def _stemmer(language: str):
    # One per thread: the C stemmer works in a buffer of its own.
    name = f"stemmer_{language}"
    try:
        return getattr(_local, name)
    except AttributeError:
        stemmer = snowballstemmer.stemmer(STEMMERS[language])
        setattr(_local, name, stemmer)
        return stemmer


@lru_cache(maxsize=200_000)
def stem_english(word: str) -> str:
    return _stemmer("en").stemWord(word)


@lru_cache(maxsize=200_000)
def stem_indonesian(word: str) -> str:
    return _stemmer("id").stemWord(word)


STEM = {"en": stem_english, "id": stem_indonesian}


# Smaller than the others: one entry is half a kilobyte.
@lru_cache(maxsize=50_000)
def traces(chunk: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The words in a piece of text without blanks, each as written and as found.

    A word of a text is found by a word of a query if the two sets have something in
    common: the exact form or the stem in one language.
    """
    found = []
    for surface in _WORD.findall(chunk):
        if folded := fold(surface):
            stems = (f"{language}:{STEM[language](folded)}" for language in STEM)
            found.append((surface, frozenset((folded, *stems))))
    return tuple(found)


def core(trace: str) -> str:
    """The part of a trace that every word with that trace contains, or "".

    Holds for words of ASCII: stemmers work at the ends, and of what they leave, only
    the first and the last letter may have been another (cities: citi, menyapu: sapu).
    """
    return trace.rpartition(":")[2][1:-1]


def stem(word: str, language: str) -> str:
    """The stem of a folded word; the word itself where `language` has no stemmer."""
    stemmer = STEM.get(language)
    return stemmer(word) if stemmer else word


def content_words(text: str) -> list[str]:
    """The words of `text` in order without stop words, repetitions kept.

    Stop words stay where there is nothing else ("who", "apa itu").
    """
    every = words(text)
    return [word for word in every if word not in STOP_WORDS] or every


def guess_language(text: str) -> str:
    """ "en" or "id" by the function words of `text`; "en" where there are none."""
    counts = dict.fromkeys(_TELLTALE, 0)
    for word in words(text[:4000]):
        for language, telltale in _TELLTALE.items():
            counts[language] += word in telltale
    return max(counts, key=counts.__getitem__)
