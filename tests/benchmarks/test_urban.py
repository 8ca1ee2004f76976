"""The judged urban queries, and how benchmarks.urban reads and counts them."""

from collections import Counter

from benchmarks import urban
from search.fields import Document
from search.text import words

QUERIES = urban.queries()
BY_ID = {row["id"]: row for row in QUERIES}


def test_there_are_a_hundred_queries_and_more():
    assert len(BY_ID) == len(QUERIES) >= 100


def test_half_the_queries_are_in_each_language():
    counts = Counter(row["language"] for row in QUERIES)
    assert counts == {"en": len(QUERIES) // 2, "id": len(QUERIES) // 2}


def test_a_need_is_asked_once_in_each_language_and_in_one_half():
    topics = Counter((row["topic"], row["half"]) for row in QUERIES)
    assert set(topics.values()) == {2}


def test_the_halves_are_about_as_large():
    counts = Counter(row["half"] for row in QUERIES)
    assert set(counts) == set(urban.HALVES)
    assert max(counts.values()) - min(counts.values()) <= 2


def test_no_query_is_asked_twice():
    assert len({tuple(words(row["text"])) for row in QUERIES}) == len(QUERIES)


def test_judgements_are_of_known_queries():
    assert urban.grades().keys() == BY_ID.keys()


def test_grades_are_one_or_two_and_each_query_has_an_answer():
    for of_query in urban.grades().values():
        assert set(of_query.values()) <= {1, 2}
        assert 2 in of_query.values()


def test_a_need_is_judged_alike_in_both_languages():
    judged = urban.grades()
    for id, row in BY_ID.items():
        other = f"{row['topic']}-{urban.OTHER[row['language']]}"
        assert judged[id] == judged[other]


def test_demonstration_cases_that_are_judged_exist():
    known = {document.id for document in urban._demonstration()}
    judged = {id for of_query in urban.grades().values() for id in of_query}
    assert {id for id in judged if id.startswith("demo-")} <= known


def test_the_versions_of_a_demonstration_case_are_one_document():
    documents = {d.id: d for d in urban._demonstration()}
    assert set(documents["demo-surabaya-suroboyo-bus"].titles) == {"en", "id"}


def test_what_is_in_the_language_of_the_query_does_not_count_across():
    judged = {"q": {"own": 2, "other": 1}, "r": {"own": 2}}
    kept, found = urban.without(frozenset(["own"]), judged, {"q": ["own", "other"]})
    assert (kept, found) == ({"q": {"other": 1}}, {"q": ["other"]})


def test_ways_begin_with_words_alone(tmp_path):
    documents = [Document(id="a", titles={"en": "Waste bank"})]
    way = next(urban.ways(tmp_path, documents))
    asked = [{"id": "q", "text": "waste", "language": "en"}]
    assert (way.name, urban.ranking(way, asked)) == ("words", {"q": ["a"]})
