from __future__ import annotations

import pytest

from search import navigation, presentation
from search.engine import FacetCount, Results
from search.fields import FACETS
from search.presentation import FIRST, Names
from search.query import Query

pytestmark = pytest.mark.django_db


@pytest.fixture
def names():
    return Names("en")


def facet(name, counts, names, **filters):
    results = Results(9, (), {name: tuple(FacetCount(*c) for c in counts)})
    found = presentation.facets(Query(filters=filters), results, names)
    return next(facet for facet in found if facet.name == name)


def codes(values):
    return [value.code for value in values]


def test_every_facet_of_the_schema_has_a_name():
    assert set(presentation.FACET_LABELS) == set(FACETS)


def test_rare_facets_are_shown_only_where_chosen():
    assert "kind" not in presentation.shown_facets(Query())
    assert "kind" in presentation.shown_facets(Query(filters={"kind": ("policy",)}))


def test_values_have_their_name_in_the_language_of_the_reader():
    counts = [("waste", 3)]
    english = facet("sector", counts, Names("en")).first[0].label
    indonesian = facet("sector", counts, Names("id")).first[0].label
    assert "waste" in english.lower()
    assert "sampah" in indonesian.lower()


def test_an_unknown_code_is_its_own_name(names):
    assert names.of("sector", "<no such>") == "<no such>"


def test_a_chosen_value_without_cases_stays_so_that_it_can_be_taken_back(names):
    value = facet("sector", [("waste", 3)], names, sector=("water",)).first[-1]
    assert (value.code, value.count, value.chosen) == ("water", 0, True)


def test_an_unchosen_value_without_cases_is_not_there(names):
    assert codes(facet("sector", [("waste", 3)], names).first) == ["waste"]


def test_a_long_facet_shows_its_most_frequent_values_and_the_rest_by_name(names):
    counts = [(f"tag {chr(122 - n)}", 26 - n) for n in range(12)]
    tag = facet("tag", counts, names)
    assert codes(tag.first) == [code for code, _ in counts[:FIRST]]
    assert codes(tag.more) == sorted(code for code, _ in counts[FIRST:])


def test_a_chosen_value_of_a_long_facet_is_among_the_first(names):
    counts = [(f"tag {n}", 26 - n) for n in range(12)]
    tag = facet("tag", counts, names, tag=("tag 11",))
    assert codes(tag.first)[-1] == "tag 11"
    assert len(tag.first) == FIRST


def test_one_value_alone_is_not_hidden(names):
    counts = [(f"tag {n}", 26 - n) for n in range(FIRST + 1)]
    assert facet("tag", counts, names).more == ()


def test_no_page_gets_thousands_of_values(names):
    counts = [(f"tag {n}", 5000 - n) for n in range(5000)]
    assert len(facet("tag", counts, names).more) == presentation.MOST


def test_stages_keep_the_order_of_a_life(names):
    stage = facet("stage", [("completed", 9), ("running", 5), ("planned", 1)], names)
    assert codes(stage.first) == ["planned", "running", "completed"]


def test_years_run_backwards(names):
    year = facet("year", [("2012", 9), ("2020", 5), ("2016", 1)], names)
    assert codes(year.first) == ["2020", "2016", "2012"]


def test_a_colour_is_given_to_known_codes_only(names):
    assert names.knows("pillar", "environment")
    pillar = facet("pillar", [("environment", 1), ('x" y', 1)], names)
    assert [v.style for v in pillar.first] == [
        "pillar-label pillar-environment", "",
    ]  # fmt: skip


def test_conditions_say_or_inside_and_and_across(names):
    query = Query(filters={"year": ("2019", "2020"), "tag": ("compost",)})
    said = presentation.in_words(presentation.conditions(query, names))
    assert said == "Start year: 2019 or 2020 - and - Tag: compost"


def test_each_chip_takes_away_its_own_value(names):
    query = Query("bus", filters={"year": ("2019", "2020")}, page=3)
    chips = presentation.conditions(query, names)[0].chips
    assert [chip.url for chip in chips] == [
        "/en/search/?q=bus&year=2020",
        "/en/search/?q=bus&year=2019",
    ]


def test_the_title_is_the_words_else_the_filters(names):
    query = Query(filters={"tag": ("compost",)})
    conditions = presentation.conditions(query, names)
    assert presentation.title(Query("bus"), ()) == "bus"
    assert presentation.title(query, conditions) == "Tag: compost"
    assert presentation.title(Query(), ()) == "All practices"


def test_without_words_there_is_no_sorting_by_relevance():
    assert [(s["name"], s["current"]) for s in navigation.sorts(Query())] == [
        ("date", True),
        ("title", False),
    ]
    assert [(s["name"], s["current"]) for s in navigation.sorts(Query("bus"))] == [
        ("relevance", True),
        ("date", False),
        ("title", False),
    ]


def test_the_pager_keeps_the_search():
    query = Query("bus", sort="title", page=2)
    pager = navigation.pager(query, Results(60, (), page=2, pages=3))
    assert pager["previous_url"] == "/en/search/?q=bus&sort=title"
    assert pager["next_url"] == "/en/search/?q=bus&sort=title&page=3"


def test_the_pager_of_a_page_past_the_end_starts_from_the_last_one():
    pager = navigation.pager(Query(page=99), Results(60, (), page=3, pages=3))
    assert (pager["number"], pager["next_url"]) == (3, "")
    assert pager["previous_url"] == "/en/search/?page=2"


def test_a_search_has_an_address_in_every_language():
    assert presentation.addresses(Query("bus & co")) == {
        "en": "/en/search/?q=bus+%26+co",
        "id": "/id/search/?q=bus+%26+co",
    }
