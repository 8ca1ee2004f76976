"""Requests to a search server, and what their answers say: pure functions, tested
against literal dicts without a server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from elasticsearch.dsl import A, Search
from elasticsearch.dsl import query as q

from search.engine import FacetCount, Hit, most_frequent
from search.engines.elastic_words import (
    all_of,
    any_of,
    between,
    matching,
    scoring,
    term,
)
from search.fields import NEWEST, PUBLIC, RELEVANCE, VALUES
from search.layout import title_field
from search.places import Box
from search.query import MAX_PAGE, PAGE_SIZE, Query
from search.ranking import telling_words

# More than any facet has values.
_EVERY_VALUE = 20_000
_WINDOW = MAX_PAGE * PAGE_SIZE
_ALL_FILTERS = "all"
# Of fingerprints in one answer; what servers allow without further settings.
PAGE_OF_IDS = 10_000

Body = dict[str, Any]


def page_of(query: Query) -> int:
    """The page to ask for: as far as the server counts."""
    return max(1, min(query.page, _WINDOW // max(1, query.size)))


def search(query: Query, page: int) -> Body:
    """Hits, their number and the facets in one request.

    Filters of a facet that is counted come after the counting, and each facet is
    counted under those of the others.
    """
    words = scoring(query.node)
    by_score = is_scored(query)
    if not by_score:
        words = matching(query.node)
    own = [name for name in query.counted if name in query.filters]
    fixed = [*conditions(query), *_facet_filters(query, but=own)]
    request = Search().query(_combined(words, fixed, scored=by_score))
    if own:
        chosen = {name: query.filters[name] for name in own}
        request = request.post_filter(all_of(q.Terms(**{n: list(v)})
                                             for n, v in chosen.items()))  # fmt: skip
    for name, aggregation in _aggregations(query, own).items():
        request.aggs[name] = aggregation
    return (
        request.sort(*_order(query, by_score))
        .source(False)
        .extra(track_total_hits=True)[(page - 1) * query.size : page * query.size]
        .to_dict()
    )


def is_scored(query: Query) -> bool:
    """Whether hits have a score to be sorted by."""
    return query.sort == RELEVANCE and bool(query.node)


def conditions(query: Query) -> list[q.Query]:
    """What must hold beside words and facets."""
    clauses: list[q.Query] = []
    if query.audience == PUBLIC:
        clauses.append(q.Term(audience=PUBLIC))
    for name, (low, high) in query.ranges.items():
        # A case of no date has the number 0.
        least = 1 if low is None and name == "date" else low
        clauses.append(between(name, least, high))
    if query.boxes is not None:
        boxes = [_inside(box) for box in query.boxes]
        clauses.append(any_of(boxes) if boxes else q.MatchNone())
    if query.cities is not None:
        clauses.append(q.Terms(city=list(query.cities)))
    return clauses


def _facet_filters(query: Query, but: Iterable[str]) -> list[q.Query]:
    left_out = set(but)
    return [
        q.Terms(**{name: list(values)})
        for name, values in query.filters.items()
        if name not in left_out
    ]


def _combined(words: q.Query | None, fixed: list[q.Query], *, scored: bool) -> q.Query:
    if words is not None and scored:
        return q.Bool(must=[words], filter=fixed) if fixed else words
    unscored = [*fixed, *([] if words is None else [words])]
    return q.Bool(filter=unscored) if unscored else q.MatchAll()


def _aggregations(query: Query, own: list[str]) -> dict[str, Any]:
    """By facet; those without a filter of their own are together where there is any."""
    others = {
        name: A("terms", field=name, size=VALUES[name])
        for name in query.counted
        if name not in own
    }
    if not own:
        return others
    found: dict[str, Any] = {}
    if others:
        found[_ALL_FILTERS] = A("filter", _under(query, own), aggs=others)
    for name in own:
        values = A("terms", field=name, size=_EVERY_VALUE)
        rest = [other for other in own if other != name]
        found[name] = (
            A("filter", _under(query, rest), aggs={name: values}) if rest else values
        )
    return found


def _under(query: Query, facets: list[str]) -> q.Query:
    return all_of(q.Terms(**{name: list(query.filters[name])}) for name in facets)


def _order(query: Query, by_score: bool) -> list[Body | str]:
    # The id last: equal ones keep their order from page to page and copy to copy.
    last: Body = {"id": "asc"}
    if by_score:
        return ["_score", last]
    # Without words all cases are equally relevant: the newest come first.
    if query.sort in (NEWEST, RELEVANCE):
        return [{"date": {"order": "desc", "unmapped_type": "long"}}, last]
    field = title_field(query.language)
    return [{field: {"order": "asc", "unmapped_type": "keyword"}}, last]


def hits_of(answer: Mapping[str, Any], *, scored: bool = True) -> tuple[Hit, ...]:
    return tuple(
        Hit(hit["_id"], hit["_score"] if scored else 0.0)
        for hit in answer["hits"]["hits"]
    )


def facets_of(
    answer: Mapping[str, Any], query: Query
) -> dict[str, tuple[FacetCount, ...]]:
    found = answer.get("aggregations", {})
    together = found.get(_ALL_FILTERS, {})
    facets = {}
    for name in query.counted:
        counted = found.get(name) or together.get(name) or {}
        buckets = counted.get("buckets")
        if buckets is None:
            buckets = counted.get(name, {}).get("buckets", ())
        facets[name] = most_frequent(
            ((bucket["key"], bucket["doc_count"]) for bucket in buckets),
            VALUES[name],
            query.filters.get(name, ()),
        )
    return facets


def bag(id: str) -> Body:
    return Search().query(q.Term(id=id)).source(["bag"])[:1].to_dict()


def frequencies(bag: Iterable[tuple[str, str, int]]) -> Body:
    """In how many documents each word of a bag is, for the term vectors' endpoint."""
    texts: dict[str, list[str]] = {}
    for field, word, _count in bag:
        texts.setdefault(field, []).append(word)
    return {
        "doc": {field: " ".join(words) for field, words in texts.items()},
        "fields": list(texts),
        "term_statistics": True,
        "field_statistics": True,
        "positions": False,
        "offsets": False,
        "payloads": False,
    }


def similar(
    id: str,
    bag: list[tuple[str, str, int]],
    answer: Mapping[str, Any],
    n: int,
    audience: str,
) -> Body | None:
    """The other documents that share the most telling words of `bag`.

    `answer` is what the server said to `frequencies`.
    """
    vectors = answer.get("term_vectors", {})
    count = max(
        (v["field_statistics"]["doc_count"] for v in vectors.values()), default=0
    )
    found = telling_words(
        bag,
        count,
        lambda field, word: (
            vectors.get(field, {}).get("terms", {}).get(word, {}).get("doc_freq", 0)
        ),
    )
    if not found:
        return None
    like = any_of(term(field, word, weight) for field, word, weight in found)
    fixed = conditions(Query(audience=audience))
    query = q.Bool(must=[like], filter=fixed, must_not=[q.Term(id=id)])
    return (
        Search().query(query).sort("_score", {"id": "asc"}).source(False)[:n].to_dict()
    )


def fingerprints(after: str | None) -> Body:
    """The next ids with their fingerprints, in the order of the ids."""
    request = Search().sort({"id": "asc"}).source(False)
    request = request.extra(docvalue_fields=["fingerprint"])[:PAGE_OF_IDS]
    return (request if after is None else request.extra(search_after=[after])).to_dict()


def _inside(box: Box) -> q.Query:
    return any_of(
        all_of(
            (
                between("latitude", part.south, part.north),
                between("longitude", part.west, part.east),
            )
        )
        for part in box.parts()
    )
