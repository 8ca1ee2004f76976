"""What every engine must do; each engine is one parameter of the fixture."""

from __future__ import annotations

import threading

import pytest

from search.engine import FacetCount, SearchUnavailable, engine_for
from search.fields import MEMBERS, Document
from search.query import Query


def doc(id, title="Case", **given):
    facets = {k: given.pop(k) for k in ("sector", "city", "sdg") if k in given}
    titles = given.pop("titles", {"en": title})
    return Document(id=id, titles=titles, facets=facets, **given)


def ids(results):
    return [hit.id for hit in results.hits]


def find(engine, text="", **given):
    return ids(engine.search(Query(text, **given)))


def counts(engine, facet, query):
    return dict(engine.search(query).facets[facet])


@pytest.mark.parametrize("facet", ["sector", "tag", "year"])
def test_no_index_yet_is_an_empty_index(engine, facet):
    results = engine.search(Query("waste"))
    assert (results.total, results.hits, results.pages) == (0, (), 1)
    assert results.facets[facet] == ()
    assert engine.similar("a") == ()
    assert engine.fingerprints() == {}


def test_what_was_written_is_found_at_once(engine):
    engine.write([doc("a", "Waste bank")])
    assert find(engine, "waste") == ["a"]


def test_writing_again_replaces(engine):
    for title in ("Waste bank", "Water tower", "Water tower"):
        engine.write([doc("a", title, fingerprint=title)])
    assert find(engine, "waste") == []
    assert find(engine, "water") == ["a"]
    assert engine.fingerprints() == {"a": "Water tower"}


def test_what_was_deleted_is_gone(engine):
    engine.write([doc("a"), doc("b")])
    engine.write(deletes=["a", "never there"])
    assert find(engine) == ["b"]


def test_an_id_deleted_and_written_in_one_call_stays(engine):
    engine.write([doc("a")], deletes=["a"])
    assert find(engine) == ["a"]


@pytest.mark.parametrize("text", ["wastes", "WASTE", "wásté", "collect", "sampah"])
def test_forms_of_a_word_are_found(engine, text):
    engine.write([doc("a", "Waste collection", terms=("Persampahan", "sampah"))])
    assert find(engine, text) == ["a"]


def test_indonesian_forms_are_found(engine):
    engine.write([doc("a", titles={"id": "Pengelolaan kebersihan"})])
    assert find(engine, "mengelola bersih") == ["a"]


def test_all_words_come_before_some_of_them(engine):
    engine.write(
        [doc("some", "waste " * 20), doc("all", "Bank for waste " + "x " * 50)]
    )
    assert find(engine, "waste bank") == ["all", "some"]


def test_the_title_counts_more_than_the_body(engine):
    engine.write(
        [
            doc("body", "Something else", bodies={"en": "Waste of a city"}),
            doc("title", "Waste of a city", bodies={"en": "Something else"}),
        ]
    )
    assert find(engine, "waste") == ["title", "body"]


def test_readers_see_what_is_for_them(engine):
    engine.write([doc("open"), doc("closed", audience=MEMBERS, sector=("waste",))])
    assert find(engine) == ["open"]
    assert sorted(find(engine, audience=MEMBERS)) == ["closed", "open"]
    assert engine.search(Query()).facets["sector"] == ()
    assert engine.similar("open", audience="public") == ()


def test_values_of_one_facet_are_alternatives_and_facets_add_up(engine):
    engine.write(
        [
            doc("a", sector=("waste",), city=("x",)),
            doc("b", sector=("water",), city=("x",)),
            doc("c", sector=("water",), city=("y",)),
            doc("d", sector=("energy",), city=("x",)),
        ]
    )
    query = Query(filters={"sector": ("waste", "water"), "city": ("x",)})
    assert sorted(ids(engine.search(query))) == ["a", "b"]
    # Each facet is counted under the filters of the others.
    assert counts(engine, "sector", query) == {"waste": 1, "water": 1, "energy": 1}
    assert counts(engine, "city", query) == {"x": 2, "y": 1}


def test_facets_follow_the_words_and_never_show_nothing(engine):
    engine.write([doc("a", "Waste", sector=("waste",)), doc("b", sector=("water",))])
    assert counts(engine, "sector", Query("waste")) == {"waste": 1}


def test_a_case_counts_once_for_each_of_its_values(engine):
    engine.write([doc("a", sdg=("11", "12", "11")), doc("b", sdg=("11",))])
    found = engine.search(Query()).facets["sdg"]
    assert found == (FacetCount("11", 2), FacetCount("12", 1))


def test_facets_stay_right_over_many_writes_and_deletes(engine):
    for n in range(20):
        engine.write([doc(f"{n}", city=(f"c{n % 2}",))], deletes=[f"{n - 5}"])
    assert counts(engine, "city", Query()) == {"c0": 2, "c1": 3}


def test_only_the_most_frequent_tags_are_given_and_the_chosen_one(engine):
    engine.write(
        Document(f"{n}", {"en": "x"}, facets={"tag": (f"t{n:03}", "all")})
        for n in range(150)
    )
    found = engine.search(Query(filters={"tag": ("t149",)})).facets["tag"]
    assert found[0] == FacetCount("all", 150)
    assert len(found) == 101
    assert found[-1] == FacetCount("t149", 1)


def test_an_unknown_value_finds_nothing(engine):
    engine.write([doc("a", sector=("waste",))])
    assert find(engine, filters={"sector": ("nosuch' OR 1=1",)}) == []


def test_only_the_facets_asked_for_are_counted(engine):
    engine.write([doc("a", sector=("waste",), sdg=("11",))])
    assert set(engine.search(Query(counted=("sdg",))).facets) == {"sdg"}


def test_the_newest_come_first(engine):
    dates = {"b": "2021", "a": "2021-05-03", "d": "", "c": "2019-12"}
    engine.write(doc(id, date=date) for id, date in dates.items())
    assert find(engine, sort="date") == ["a", "b", "c", "d"]
    assert find(engine) == ["a", "b", "c", "d"]


def test_titles_are_sorted_in_the_readers_language_without_accents(engine):
    engine.write(
        [
            doc("1", titles={"en": "Zebra", "id": "apel"}),
            doc("2", titles={"en": "Élan"}),
            doc("3", titles={"en": "east", "id": "zaitun"}),
        ]
    )
    assert find(engine, sort="title", language="en") == ["3", "2", "1"]
    assert find(engine, sort="title", language="id") == ["1", "2", "3"]
    assert len(find(engine, sort="title", language="nl")) == 3


def test_pages_follow_each_other_and_end_with_the_last(engine):
    engine.write(doc(f"{n}", f"Title {n}") for n in range(5))
    pages = [find(engine, sort="title", size=2, page=n) for n in (1, 2, 3)]
    assert pages == [["0", "1"], ["2", "3"], ["4"]]
    last = engine.search(Query(size=2, page=9_999))
    assert (last.page, last.pages, last.total) == (3, 3, 5)


def test_the_nearest_cases_share_the_telling_words(engine):
    engine.write(
        [
            doc("a", "Bank sampah", bodies={"en": "Households sort their waste"}),
            doc("b", "Sorting", bodies={"en": "Waste sorted by households"}),
            doc("c", "Buses", bodies={"en": "Buses for commuters of the city"}),
            doc("d", "Trams", bodies={"en": "Trams for commuters of the city"}),
        ]
    )
    assert ids_of(engine.similar("a")) == ["b"]
    assert ids_of(engine.similar("c")) == ["d"]
    assert engine.similar("a", 0) == ()
    assert engine.similar("nosuch") == ()


def ids_of(hits):
    return [hit.id for hit in hits]


@pytest.mark.parametrize(
    "text", ["?!", "\x00", "\ud800", '"waste', "a AND (", "x" * 9_999, "💩", "-waste"]
)
def test_any_text_can_be_searched(engine, text):
    engine.write([doc("a")])
    engine.search(Query.from_params({"q": text}))
    engine.search(Query(text))


def test_a_rebuild_replaces_everything(engine):
    engine.write([doc("old")])
    seen = []
    number = engine.rebuild((doc(f"{n}") for n in range(250)), progress=seen.append)
    assert number == 250
    assert seen == [100, 200, 250]
    assert engine.search(Query()).total == 250
    assert find(engine, filters={"city": ("old",)}) == []


def test_the_old_index_answers_during_a_rebuild(engine):
    engine.write([doc("old")])
    answers = []

    def documents():
        yield doc("new")
        answers.append(find(engine))

    engine.rebuild(documents())
    assert answers == [["old"]]
    assert find(engine) == ["new"]


def test_what_is_written_during_a_rebuild_is_not_lost(engine):
    engine.write([doc("changed"), doc("gone"), doc("same")])
    present = {"changed": doc("changed", "Newer"), "added": doc("added", "Newer")}

    def documents():
        yield from (doc("changed"), doc("gone"), doc("same"))
        engine.write([present["changed"], present["added"]], deletes=["gone"])

    engine.rebuild(
        documents(), refresh=lambda ids: [present[i] for i in ids if i in present]
    )
    assert sorted(find(engine)) == ["added", "changed", "same"]
    assert sorted(find(engine, "newer")) == ["added", "changed"]


def test_a_rebuild_under_load_has_no_gap_and_loses_no_update(engine):
    """Two writers change cases all the time while a third thread reads."""
    lock, over = threading.Lock(), threading.Event()
    database = {f"{n}": 0 for n in range(300)}
    failures, seen = [], []

    def state(id):
        return doc(id, "Waste bank", fingerprint=f"{database[id]}")

    def write(first):
        n = first
        while not over.is_set():
            id = f"{n % 320}"  # twenty are new
            with lock:
                database[id] = database.get(id, 0) + 1
            with engine.turn():
                engine.write([state(id)])
            n += 7

    def read():
        while not over.is_set():
            seen.append(engine.search(Query("waste", size=1)).total)

    def guarded(work, *arguments):
        try:
            work(*arguments)
        except SearchUnavailable as error:
            failures.append(error)

    engine.rebuild(state(id) for id in list(database))
    jobs = ((write, 0), (write, 3), (read,))
    threads = [threading.Thread(target=guarded, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for _ in range(2):
        ids = list(database)
        engine.rebuild(
            (state(id) for id in ids), refresh=lambda ids: [state(id) for id in ids]
        )
    over.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert min(seen) >= 300
    assert engine.fingerprints() == {id: f"{n}" for id, n in database.items()}


def test_pages_go_beyond_the_first_ten_thousand_hits(engine):
    engine.rebuild(doc(f"{n:05}", date="2020") for n in range(10_050))
    last = engine.search(Query(sort="title", size=100, page=101, counted=()))
    assert (last.total, last.pages) == (10_050, 101)
    assert len(last.hits) == 50
    assert len(engine.fingerprints()) == 10_050


def test_a_rebuild_that_fails_leaves_the_old_index(engine):
    engine.write([doc("old")])

    def documents():
        yield doc("new")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.rebuild(documents())
    engine.write([doc("later")])
    assert sorted(find(engine)) == ["later", "old"]


def test_an_index_in_order_has_no_problem(engine):
    assert [problem.code for problem in engine.check()] == ["missing"]
    engine.write([doc("a")])
    assert engine.check() == ()
    stats = engine.stats()
    assert stats.documents == 1
    assert stats.bytes > 0


@pytest.mark.parametrize(
    "url", ["", "sqlite:///x", "tantivy:relative", "tantivy://h/x"]
)
def test_an_address_of_no_engine_is_refused(url):
    with pytest.raises(ValueError, match="SEARCH_URL"):
        engine_for(url)


def test_failures_have_one_class(engine):
    engine.write([doc("a")])
    with pytest.raises(SearchUnavailable):
        engine.write([doc("b\ud800")])
    assert find(engine) == ["a"]
