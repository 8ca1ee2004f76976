"""The query language: from what a reader types to a small tree that engines execute.

    words               any of them, ranked; in short queries those with all come first
    "some words"        this phrase, in this form
    -word  NOT word     without it; also before a phrase, a field or a group
    a OR b  a AND b     either; both
    (a OR b) c          groups
    prefix*             words that begin so
    city:surabaya       fields, by their English or Indonesian names
    year:2018..2022     years from and to; one side may be left out

Operators have Indonesian forms, too, and are capitals. Every text parses: what can't be
meant as syntax, such as a lone quote or operator, is a word or nothing. Brackets around
words alone do nothing, and in a pasted paragraph, which has no operators or fields, no
sign does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from search import text as analysis
from search.nodes import (
    AnyOf,
    Between,
    Coded,
    Concept,
    Group,
    InTitle,
    Node,
    Phrase,
    Prefix,
)

# The questions of the CISI test set have up to 110 different words.
MAX_WORDS = 64
MAX_PHRASE_WORDS = 16
# Phrases, fields, groups and prefixes, each costing more than a word.
MAX_PARTS = 24
MAX_DEPTH = 6
# Longer texts are taken for prose: its quotes, dashes and brackets mean something else.
# As syntax they cost .06 nDCG@10 on CISI, .01 on Cranfield.
PROSE_WORDS = 15
# Shorter prefixes stand for too many words to mean anything.
MIN_PREFIX_CHARS = 2


# What readers may call a field, and the facet that it is.
FIELD_NAMES = {
    "title": "title", "judul": "title",
    "city": "city", "kota": "city",
    "country": "country", "negara": "country",
    "tag": "tag", "label": "tag",
    "sdg": "sdg", "tpb": "sdg",
    "pillar": "pillar", "pilar": "pillar",
    "year": "year", "tahun": "year",
    "topic": "sector", "sector": "sector", "topik": "sector", "sektor": "sector",
    "cluster": "cluster", "klaster": "cluster",
    "stage": "stage", "tahap": "stage",
    "language": "language", "bahasa": "language",
    "evidence": "evidence_level", "bukti": "evidence_level",
    "cost": "cost_band", "biaya": "cost_band",
}  # fmt: skip
_OR, _AND, _NOT = {"OR", "ATAU", "|", "||"}, {"AND", "DAN", "&&"}, {"NOT", "BUKAN"}
_QUOTES = '"“”„«»'
_MINUS = "-−–"  # the hyphen first: it would mean a range in a class of characters
_TOKEN = re.compile(rf"\s+|[()]|[{_QUOTES}]|[^\s(){_QUOTES}]+")
_SIGNS = re.compile(rf"[(){_QUOTES}*]|(?<!\S)[{_MINUS}+]+")
_YEARS = re.compile(r"(\d{1,4})?(?:\.\.+|-|–|…)(\d{1,4})?|(\d{1,4})")


def parse(text: str) -> Group:
    """The tree that `text` asks for; the empty group where it asks nothing."""
    pieces = text.split()
    if len(pieces) > PROSE_WORDS and not any(map(_is_meant, pieces)):
        text = _SIGNS.sub(" ", text)
    return _Parser(text).group(0)


def _is_meant(piece: str) -> bool:
    """Whether nobody writes this but to search."""
    name, colon, value = piece.strip("()").partition(":")
    operator = name.isalpha() and name in _OR | _AND | _NOT
    return operator or bool(colon and value and name.lower() in FIELD_NAMES)


@dataclass(slots=True)
class _Item:
    node: Node | tuple[str, ...]  # a tuple: the words of one piece without blanks
    sign: str = ""


@dataclass(slots=True)
class _Parser:
    text: str
    at: int = 0
    parts: int = 0
    distinct: set[str] = field(default_factory=set)

    def group(self, depth: int) -> Group:
        """Everything up to the closing bracket or the end."""
        items: list[_Item] = []
        sign, joining = "", False
        while (piece := self._next()) is not None:
            if piece == ")":
                if depth:
                    break
            elif piece in _OR:
                joining = bool(items) and not sign
            elif piece in _AND and items:
                items[-1].sign = items[-1].sign or "+"
                sign = "+"
            elif piece in _NOT:
                sign, joining = "-", False
            else:
                if piece[0] in _MINUS + "+" and self._begins_word(piece):
                    sign = "+" if piece[0] == "+" else "-"
                    piece = piece.lstrip(_MINUS + "+")
                node = self._element(piece, depth)
                if not node:
                    continue
                if joining and not sign and items[-1].sign != "-":
                    items[-1].node = _either(items[-1].node, node)
                else:
                    items.append(_Item(node, sign))
                sign, joining = "", False
        return self._grouped(items)

    def _next(self) -> str | None:
        while found := _TOKEN.match(self.text, self.at):
            self.at = found.end()
            if not found[0].isspace():
                return found[0]
        return None

    def _begins_word(self, piece: str) -> bool:
        """Whether a sign stands directly before what it is about."""
        rest = piece.lstrip(_MINUS + "+") or self.text[self.at : self.at + 1]
        return bool(rest) and not rest.isspace() and rest != ")"

    def _element(self, piece: str, depth: int) -> Node | tuple[str, ...] | None:
        if not piece:  # a sign before a bracket or a quote
            piece = self._next() or ""
        if piece == "(":
            return self._bracketed(depth)
        if piece and piece in _QUOTES:
            return self._phrase(self._quoted())
        name, colon, value = piece.partition(":")
        facet = FIELD_NAMES.get(name.lower()) if colon else None
        if facet:
            if not value and self.text[self.at : self.at + 1] in tuple(_QUOTES):
                self.at += 1
                return self._field(facet, self._quoted(), quoted=True)
            if value:
                return self._field(facet, value, quoted=False)
        return self._words(piece)

    def _bracketed(self, depth: int) -> Node | None:
        if depth >= MAX_DEPTH or not self._room():
            return None  # the brackets are ignored, not what is in them
        return self.group(depth + 1) or None

    def _quoted(self) -> str:
        """What stands up to the next quote; nothing after a lone one."""
        ends = [end for end in map(self._find, _QUOTES) if end >= 0]
        if not ends:
            return ""
        start, self.at = self.at, min(ends) + 1
        return self.text[start : self.at - 1]

    def _find(self, quote: str) -> int:
        return self.text.find(quote, self.at)

    def _phrase(self, text: str) -> Phrase | None:
        words = tuple(analysis.words(text)[:MAX_PHRASE_WORDS])
        return Phrase(words) if words and self._room() else None

    def _words(self, piece: str) -> Node | tuple[str, ...] | None:
        words = tuple(analysis.words(piece))
        begun = piece.endswith("*") and len(words) == 1 and piece[:-1].isalnum()
        if begun and len(words[0]) >= MIN_PREFIX_CHARS and self._room():
            return Prefix(words[0])
        return words or None

    def _field(self, facet: str, value: str, *, quoted: bool) -> Node | None:
        if not self._room():
            return None
        if facet == "title":
            inner = self._phrase(value) if quoted else self._words(value)
            return InTitle(_required(inner)) if inner else None
        if facet == "year" and (years := _years(value)):
            return years
        tidy = " ".join(value.split()).lower()
        return Coded(facet, (tidy,)) if tidy else None

    def _room(self) -> bool:
        self.parts += 1
        return self.parts <= MAX_PARTS

    def _grouped(self, items: Iterable[_Item]) -> Group:
        words: list[Concept | Prefix] = []
        required: list[Node] = []
        excluded: list[Node] = []
        for item in items:
            if item.sign == "-":
                excluded.append(_required(item.node))
            elif item.sign == "+":
                required.append(_required(item.node))
            elif isinstance(item.node, tuple):
                words += [Concept((word,)) for word in item.node if self._fits(word)]
            elif isinstance(item.node, Prefix):
                words.append(item.node)
            elif _is_bag(item.node):
                words += item.node.optional
            else:
                required.append(item.node)
        telling = [node for node in words if not _says_nothing(node)]
        # Function words count only where there is nothing else ("who", "apa itu").
        if telling or required:
            words = telling
        if not words and not excluded and len(required) == 1:
            only = required[0]
            if isinstance(only, Group):
                return only
        return Group(tuple(words), tuple(required), tuple(excluded))

    def _fits(self, word: str) -> bool:
        if len(self.distinct) < MAX_WORDS:
            self.distinct.add(word)
        return word in self.distinct


def _is_bag(node: Node) -> bool:
    return isinstance(node, Group) and not node.required and not node.excluded


def _says_nothing(node: Concept | Prefix) -> bool:
    return isinstance(node, Concept) and node.words[0] in analysis.STOP_WORDS


def _required(node: Node | tuple[str, ...]) -> Node:
    """The words of one piece, such as smart-city, belong together here."""
    if not isinstance(node, tuple):
        return node
    return Concept(node) if len(node) == 1 else Phrase(node[:MAX_PHRASE_WORDS])


def _either(one: Node | tuple[str, ...], other: Node | tuple[str, ...]) -> AnyOf:
    first = one.nodes if isinstance(one, AnyOf) else (_required(one),)
    return AnyOf((*first, _required(other)))


def _years(value: str) -> Between | None:
    found = _YEARS.fullmatch(value.strip())
    if not found or not any(found.groups()):
        return None
    low, high, single = (int(part) if part else None for part in found.groups())
    if single is not None:
        low = high = single
    return Between(
        "date",
        low and low * 10_000,
        high and high * 10_000 + 9_999,
    )
