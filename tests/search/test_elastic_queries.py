"""Requests against literal dicts, without a server."""

from __future__ import annotations

from search.engines import elastic_queries as queries
from search.engines import elastic_schema as schema
from search.engines import elastic_vocabulary as vocabulary
from search.engines.elastic_words import matching, scoring
from search.fields import FIELDS, MEMBERS, Analysis, Document
from search.layout import laid_out
from search.nodes import Between, Coded, Concept, Group, InTitle, Phrase, Prefix
from search.places import Box
from search.query import Query

PUBLIC = {"term": {"audience": "public"}}


def scored(node):
    return scoring(node).to_dict()


def term(field, word, boost=1):
    return {"term": {field: {"value": word, "boost": boost}}}


def word_in(area, word, *stems):
    fields = (f"{area}stem_en", f"{area}stem_id")
    stems = [term(*pair) for pair in zip(fields, stems, strict=True)]
    return {
        "bool": {
            "should": [
                {"dis_max": {"queries": stems}},
                term(f"{area}exact", word, 0.5),
            ],
            "minimum_should_match": 1,
        }
    }


def test_a_word_is_its_better_stem_and_half_its_form_less_in_attachments():
    assert scored(Group((Concept(("waste",)),))) == {
        "bool": {
            "should": [
                word_in("", "waste", "wast", "waste"),
                {"bool": {"must": [word_in("attached_", "waste", "wast", "waste")],
                          "boost": 0.4}},
            ],
            "minimum_should_match": 1,
        }
    }  # fmt: skip


def test_all_words_of_a_short_query_come_first():
    clauses = scored(Group((Concept(("bus",)), Concept(("lane",)))))["bool"]["should"]
    bonus = clauses[2]["constant_score"]
    assert bonus["boost"] == 1000
    assert len(bonus["filter"]["bool"]["filter"]) == 2


def test_a_repeated_word_weighs_more():
    clause = scored(Group((Concept(("bus",)), Concept(("bus",)))))
    assert clause["bool"]["boost"] == round(2**0.85, 9)


def test_a_phrase_and_a_beginning_are_looked_for_in_exact_forms():
    node = Group(required=(InTitle(Phrase(("smart", "city"))), InTitle(Prefix("ur"))))
    assert scored(node) == {
        "bool": {
            "must": [
                {"match_phrase": {"title_exact": "smart city"}},
                {"constant_score": {"filter": {"prefix": {"title_exact": "ur"}},
                                    "boost": 1}},
            ]
        }
    }  # fmt: skip


def test_codes_and_numbers_add_no_score():
    node = Group(
        required=(Coded("city", ("bogor",)),),
        excluded=(Between("date", 20180000, None),),
    )
    assert scored(node) == {
        "bool": {
            "must": [
                {"constant_score": {"filter": {"terms": {"city": ["bogor"]}},
                                    "boost": 0}}
            ],
            "must_not": [
                {"constant_score": {"filter": {"range": {"date": {"gte": 20180000}}},
                                    "boost": 0}}
            ],
        }
    }  # fmt: skip


def test_the_empty_group_asks_for_all():
    assert matching(Group()) is scoring(Group()) is None
    only_excluded = scored(Group(excluded=(InTitle(Phrase(("bus",))),)))["bool"]
    assert only_excluded["must"] == [
        {"constant_score": {"filter": {"match_all": {}}, "boost": 0}}
    ]


def test_a_search_without_words_is_a_filter_with_the_newest_first():
    assert queries.search(Query(counted=("city",), size=10, page=3), 3) == {
        "query": {"bool": {"filter": [PUBLIC]}},
        "sort": [{"date": {"order": "desc", "unmapped_type": "long"}}, {"id": "asc"}],
        "aggs": {"city": {"terms": {"field": "city", "size": 1000}}},
        "from": 20,
        "size": 10,
        "track_total_hits": True,
        "_source": False,
    }


def test_each_facet_is_counted_under_the_filters_of_the_others():
    filters = {"city": ("a", "b"), "sdg": ("11",), "tag": ("t",)}
    request = queries.search(
        Query(filters=filters, counted=("city", "sdg", "year"), sort="title"), 1
    )
    city, sdg = {"terms": {"city": ["a", "b"]}}, {"terms": {"sdg": ["11"]}}
    # The tag is not counted: it narrows everything at once.
    tag = {"terms": {"tag": ["t"]}}
    assert request["query"] == {"bool": {"filter": [PUBLIC, tag]}}
    assert request["post_filter"] == {"bool": {"must": [city, sdg]}}
    assert request["aggs"] == {
        "all": {
            "filter": {"bool": {"must": [city, sdg]}},
            "aggs": {"year": {"terms": {"field": "year", "size": 1000}}},
        },
        "city": {
            "filter": sdg,
            "aggs": {"city": {"terms": {"field": "city", "size": 20000}}},
        },
        "sdg": {
            "filter": city,
            "aggs": {"sdg": {"terms": {"field": "sdg", "size": 20000}}},
        },
    }


def test_answers_with_filters_are_read():
    def buckets(*pairs):
        return {"buckets": [{"key": k, "doc_count": n} for k, n in pairs]}

    query = Query(
        filters={"city": ("a",), "sdg": ("1",)}, counted=("city", "sdg", "tag")
    )
    answer = {
        "aggregations": {
            "all": {"doc_count": 1, "tag": buckets(("x", 1))},
            "city": {"doc_count": 2, "city": buckets(("a", 1), ("b", 2))},
            "sdg": {"doc_count": 1, "sdg": buckets(("1", 1))},
        }
    }
    facets = queries.facets_of(answer, query)
    assert facets == {
        "city": (("b", 2), ("a", 1)),
        "sdg": (("1", 1),),
        "tag": (("x", 1),),
    }


def test_words_are_scored_under_filters_that_are_not():
    request = queries.search(Query("bus", counted=()), 1)
    assert request["query"]["bool"]["filter"] == [PUBLIC]
    assert request["sort"] == ["_score", {"id": "asc"}]
    assert queries.search(Query("bus", sort="date", counted=()), 1)["query"] == {
        "bool": {"filter": [PUBLIC, matching(Query("bus").node).to_dict()]}
    }


def test_members_see_all_and_ranges_and_places_narrow():
    query = Query(
        audience=MEMBERS,
        ranges={"date": (None, 20201231)},
        boxes=(Box(170, -30, -170, 10),),
        cities=(),
    )
    date, boxes, cities = (c.to_dict() for c in queries.conditions(query))
    assert date == {"range": {"date": {"gte": 1, "lte": 20201231}}}
    assert len(boxes["bool"]["should"]) == 2
    assert cities == {"terms": {"city": []}}
    (none,) = queries.conditions(Query(audience=MEMBERS, boxes=()))
    assert none.to_dict() == {"match_none": {}}


def test_a_page_is_at_most_what_the_server_counts_to():
    assert queries.page_of(Query(page=10_000, size=20)) == 10_000
    assert queries.page_of(Query(page=10_000, size=100)) == 2_000


def test_neighbours_share_telling_words():
    bag = [("stem_en", "rare", 2), ("stem_en", "own", 9), ("exact", "all", 1)]
    asked = queries.frequencies(bag)
    assert asked["doc"] == {"stem_en": "rare own", "exact": "all"}
    vectors = {
        "term_vectors": {
            "stem_en": {
                "field_statistics": {"doc_count": 100},
                "terms": {"rare": {"doc_freq": 2}, "own": {"doc_freq": 1}},
            },
            "exact": {
                "field_statistics": {"doc_count": 100},
                "terms": {"all": {"doc_freq": 100}},
            },
        }
    }
    request = queries.similar("me", bag, vectors, 3, "public")
    assert request["size"] == 3
    assert request["query"]["bool"]["must_not"] == [{"term": {"id": "me"}}]
    (like,) = request["query"]["bool"]["must"]
    rare, common = like["bool"]["should"]
    assert rare == term("stem_en", "rare")
    assert common["term"]["exact"]["boost"] < 0.2
    assert queries.similar("me", bag, {}, 3, "public") is None


def test_unknown_words_and_what_is_near_are_one_request():
    request = vocabulary.unknown(["wsate", "bus", "2019"], "public")
    assert request["query"] == {"bool": {"filter": [PUBLIC]}}
    assert list(request["aggs"]["known"]["filters"]["filters"]) == ["wsate"]
    assert request["suggest"]["wsate"]["term"]["max_edits"] == 1
    assert vocabulary.unknown(["bus", "1999"], "public") is None


def test_near_words_are_ranked_as_everywhere():
    def option(text, freq):
        return {"text": text, "freq": freq}

    answer = {
        "aggregations": {
            "known": {"buckets": {"wsate": {"doc_count": 0},
                                  "city": {"doc_count": 3}}},
            "every": {"frequency": {"buckets": {"wsate": {"doc_count": 0},
                                                "city": {"doc_count": 3}}}},
        },
        "suggest": {"wsate": [{"options": [
            option("waste", 5), option("sate", 90), option("xcate", 9)]}],
                    "city": [{"options": [option("cite", 29), option("cita", 30)]}]},
    }  # fmt: skip
    # `xcate` has neither of the first two letters in its place, `sate` has one.
    assert vocabulary.near(answer, known=False) == {"wsate": ("sate", "waste")}
    # Of words that cases have, only what is ten times as frequent.
    assert vocabulary.near(answer, known=True)["city"] == ("cita",)


def test_a_begun_title_allows_one_error_only_in_unknown_words():
    typed = vocabulary.Typed("waste trukk")
    asked = typed.known("public")["aggs"]["known"]["filters"]["filters"]
    assert asked == {
        "waste": {"term": {"title_exact": "waste"}},
        "trukk*": {"prefix": {"title_exact": "trukk"}},
    }
    request = typed.titles({"waste"}, 5, "public")
    assert "fuzzy" not in str(request)
    assert "regexp" in str(request)
    assert "fuzzy" in str(typed.titles({"trukk*"}, 5, "public"))
    assert not vocabulary.Typed("?!")


def test_the_pattern_of_one_error_fits_into_what_servers_take():
    request = vocabulary.Typed("x" * 60).titles(set(), 5, "public")
    (clause,) = request["query"]["bool"]["must"]
    pattern = clause["constant_score"]["filter"]["regexp"]["title_exact"]["value"]
    assert len(vocabulary._one_error("abcdefghijkl")) < 1_000
    assert len(pattern) < 1_000


def test_the_index_has_every_field_of_a_document():
    mappings = schema.definition("opensearch")["mappings"]
    numbers = {
        f.name: 1 for f in FIELDS if f.analysis in (Analysis.NUMBER, Analysis.DEGREES)
    }
    document = laid_out(Document("a", {"en": "x"}, numbers=numbers))
    assert mappings["properties"].keys() >= document.keys()
    assert mappings["dynamic"] == "strict"


def test_names_of_indices_tell_version_and_age(monkeypatch):
    name = schema.new_name("hub")
    later = schema.new_name("hub")
    others = ["hub", "hub-state", "hub-test-0-1", f"x{name}", name + "0"]
    assert schema.ours("hub", [later, *others, name]) == [name, later]
    assert schema.is_present(name)
    monkeypatch.setattr(schema, "MAPPING_VERSION", -1)
    assert not schema.is_present(name)
