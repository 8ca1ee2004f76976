"""What every engine must do with the query language, typing errors, begun titles,
numbers and places; each engine is one parameter of the fixture."""

from __future__ import annotations

from dataclasses import replace

import pytest

from search.fields import MEMBERS, Document
from search.nodes import Coded, Concept, Group, Phrase
from search.places import Box, circle
from search.query import Query
from tests.search.test_engine import doc, find, ids

CASES = [
    doc("bank", "Waste bank", bodies={"en": "A smart city sorts plastic at home."}),
    doc("truck", "Waste trucks", bodies={"en": "The city is smart about routes."}),
    doc("bus", "Rapid buses", bodies={"en": "Clean air on the bank of a river."}),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"smart city"', ["bank"]),
        ('"city smart"', []),
        ("waste -plastic", ["truck"]),
        ('waste -"smart city"', ["truck"]),
        ("-waste", ["bus"]),
        ("plastic OR routes", ["bank", "truck"]),
        ("waste AND routes", ["truck"]),
        ("+bank river", ["bus"]),
        ("(plastic OR river) bank", ["bank", "bus"]),
        ("bank (plastic OR routes)", ["bank"]),
        ("title:bank", ["bank"]),
        ('title:"waste bank"', ["bank"]),
        ("judul:wastes", ["bank", "truck"]),
        ("title:ra*", ["bus"]),
        ("plas*", ["bank"]),
        ("ro*", ["truck"]),
        ('"wastes"', []),
        ("-nothing -nowhere", ["bank", "bus", "truck"]),
        ('waste "', ["bank", "truck"]),
    ],
)
def test_the_query_language_is_carried_out(engine, text, found):
    engine.write(CASES)
    assert sorted(find(engine, text)) == found
    assert engine.search(Query(text)).total == len(found)


def test_what_has_all_words_of_a_term_or_another_name_comes_first(engine):
    engine.write(
        [
            doc("one", "Waste waste waste"),
            doc("term", "x1 x2 x3", bodies={"en": "A bank that takes waste."}),
            doc("name", "x1 x2 x3", bodies={"id": "Sebuah bank sampah."}),
        ]
    )
    other = (Phrase(("bank", "sampah")), 0.5)
    term = Group((Concept(("waste", "bank"), (other,)),))
    hits = engine.search(replace(Query("waste bank"), tree=term)).hits
    assert {hit.id for hit in hits[:2]} == {"term", "name"}


def test_a_required_word_counts_for_the_order(engine):
    engine.write([doc("once", "x1 y1", bodies={"en": "word"}), doc("title", "word x1")])
    assert find(engine, "+word") == ["title", "once"]


def test_codes_and_years_narrow(engine):
    engine.write(
        [
            doc("a", "Waste", city=("kupang",), date="2019-05"),
            doc("b", "Waste", city=("bogor",), date="2021"),
            doc("c", "Waste"),
        ]
    )
    assert find(engine, "waste city:kupang") == ["a"]
    assert sorted(find(engine, "-city:kupang")) == ["b", "c"]
    assert sorted(find(engine, "year:2018..2020 OR city:bogor")) == ["a", "b"]
    assert find(engine, "year:2020..") == ["b"]
    none = Query(tree=Group(required=(Coded("city", ("nowhere",)),)))
    assert engine.search(none).total == 0


def test_another_name_of_a_thing_finds_with_less_weight(engine):
    engine.write(
        [
            doc("own", "Landfill"),
            doc("other", "Tempat pembuangan akhir"),
            doc("apart", "Tempat parkir, pembuangan air, akhir"),
        ]
    )
    name = Phrase(("tempat", "pembuangan", "akhir"))
    tree = Group((Concept(("landfill",), ((name, 0.5),)),))
    assert ids(engine.search(Query(tree=tree))) == ["own", "other"]


def test_another_name_stands_for_all_words_of_a_term(engine):
    engine.write(
        [
            doc("some", "Waste waste waste Bogor"),
            doc("other", "Text", bodies={"en": "sampah " + "x " * 40 + "bogor"}),
        ]
    )
    term = Concept(("waste", "bank"), ((Concept(("sampah",)), 0.5),))
    tree = Group((term, Concept(("bogor",))))
    assert ids(engine.search(Query(tree=tree)))[0] == "other"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("wsate", "waste"), ("wast", None), ("lanfill", "landfill"),
     ("landfll", "landfill"), ("managmeent", "management"), ("xyz", None),
     ("2019x", None), ("amdfill", None), ("kandfill", "landfill"),
     ("andfill", "landfill"), ("llandfill", "landfill")],
)  # fmt: skip
def test_a_word_that_nobody_has_is_put_right(engine, typed, meant):
    engine.write([doc("a", "Waste management at a landfill, wasted")])
    found = engine.corrections([typed])
    assert found.get(typed, (None,))[0] == meant


def test_a_rare_word_beside_a_frequent_one_may_be_an_error(engine):
    engine.write([doc(f"{n}", "Landfill") for n in range(10)])
    engine.write([doc("rare", "Lanfill"), doc("other", "Landfall")])
    assert engine.corrections(["lanfill"]) == {}
    assert engine.corrections(["lanfill"], known=True) == {"lanfill": ("landfill",)}
    assert engine.corrections(["landfill"], known=True) == {}


def test_words_of_closed_cases_are_not_given_away(engine):
    engine.write([doc("a", "Open"), doc("b", "Secretword", audience=MEMBERS)])
    assert engine.corrections(["secretwrod"]) == {}
    found = engine.corrections(["secretwrod"], audience=MEMBERS)
    assert found == {"secretwrod": ("secretword",)}
    # Nor does its own spelling count as known.
    engine.write([doc("c", "Secretwork")])
    assert engine.corrections(["secretword"]) == {"secretword": ("secretwork",)}


@pytest.mark.parametrize(
    ("typed", "found"),
    [("wa", ["bank", "truck"]), ("waste b", ["bank"]), ("bank was", ["bank"]),
     ("waste ", ["bank", "truck"]), ("was ", []), ("wsate ba", ["bank"]),
     ("waste truk", ["truck"]), ("WASTE TR", ["truck"]), ("", []), ("?", []),
     ("waste nothing", [])],
)  # fmt: skip
def test_titles_are_completed(engine, typed, found):
    engine.write(CASES)
    assert sorted(hit.id for hit in engine.complete(typed)) == found


def test_completion_shows_readers_what_is_for_them(engine):
    engine.write([doc("a", "Waste", audience=MEMBERS)])
    assert engine.complete("was") == ()
    assert [hit.id for hit in engine.complete("was", audience=MEMBERS)] == ["a"]


def numbered(id, **numbers):
    return Document(id, {"en": "Case"}, numbers=numbers)


def test_numbers_narrow_with_both_ends_included(engine):
    engine.write(
        [
            numbered("small", budget=10),
            numbered("big", budget=5_000_000_000),
            doc("none"),
        ]
    )

    def within(low, high):
        return sorted(find(engine, ranges={"budget": (low, high)}))

    assert within(10, None) == ["big", "small"]
    assert within(11, None) == ["big"]
    assert within(None, 10) == ["small"]
    assert within(5_000_000_000, 5_000_000_000) == ["big"]


def test_dates_narrow_and_cases_without_one_are_left_out(engine):
    engine.write([doc("a", date="2019"), doc("b", date="2019-06-30"), doc("c")])
    assert sorted(find(engine, ranges={"date": (None, 20199999)})) == ["a", "b"]
    assert find(engine, ranges={"date": (20190100, None)}) == ["b"]


def test_places_narrow(engine):
    engine.write(
        [
            numbered("kupang", latitude=-10.18, longitude=123.6),
            numbered("suva", latitude=-18.14, longitude=178.44),
            numbered("apia", latitude=-13.83, longitude=-171.76),
            doc("nowhere"),
        ]
    )
    pacific = Box(170, -30, -170, 10)
    assert sorted(find(engine, boxes=(pacific,))) == ["apia", "suva"]
    assert find(engine, boxes=circle(-10, 123, 100)) == ["kupang"]
    assert sorted(find(engine, boxes=circle(-18, 179, 1_500))) == ["apia", "suva"]
    assert find(engine, boxes=()) == []


def test_cities_narrow_beside_the_filter_of_cities(engine):
    engine.write([doc(city, city=(city,)) for city in ("bogor", "kupang", "malang")])
    query = Query(cities=("bogor", "kupang"), filters={"city": ("kupang", "malang")})
    results = engine.search(query)
    assert ids(results) == ["kupang"]
    assert {count.value for count in results.facets["city"]} == {"bogor", "kupang"}
    assert engine.search(replace(query, cities=())).total == 0


def test_attached_texts_are_found_with_less_weight(engine):
    engine.write(
        [
            doc("body", "Case", bodies={"en": "about septage"}),
            doc("file", "Case", attachments=("about septage", "more")),
        ]
    )
    assert find(engine, "septage") == ["body", "file"]
    assert find(engine, '"septage"') == ["body", "file"]
    assert find(engine, "septa*") == ["body", "file"]
    assert find(engine, "more") == ["file"]


def test_a_single_word_comes_before_a_rarer_name_of_the_same_thing(engine):
    engine.write(
        [doc(f"own{n}", "Words", bodies={"en": "all about waste"}) for n in range(5)]
        + [doc("other", "Limbah limbah")]
    )
    tree = Group((Concept(("waste",), ((Concept(("limbah",)), 0.8),)),))
    found = ids(engine.search(Query(tree=tree)))
    assert len(found) == 6
    assert found[-1] == "other"
