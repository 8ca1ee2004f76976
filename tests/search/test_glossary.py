"""Matching, the entries as shipped, and the table that every process keeps."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from search import glossary
from search.glossary import FALSE_FRIENDS, Entry, compiled, entries_of_file, expansions
from search.models import GlossaryEntry, tidy_terms
from search.text import STOP_WORDS, content_words, words

SHIPPED = compiled(entries_of_file())
MUST_HAVE = (
    "TPA TPST TPS3R 3R BRT RTH SPBE UMKM PKL MCK OPD Musrenbang RPJMD RTRW RDTR PDAM "
    "IPAL SPAM Puskesmas Posyandu PKK Kotaku SDGs TPB DAS BUMD KPBU PPP APBD PAD CSR "
    "e-KTP Dukcapil CCTV IoT GIS SIG NGO LSM Ormas MRT LRT KRL "
    "NMT TOD rusunawa stunting"
)


def found(table, text):
    """(term found, its other names) of each expansion, as text."""
    asked = content_words(text)
    return [
        (" ".join(asked[start:end]), [" ".join(name) for name in alternatives])
        for start, end, alternatives in table.expansions(asked)
    ]


def others(table, text):
    return {name for _term, names in found(table, text) for name in names}


def entry(english="", indonesian="", abbreviations=""):
    fields = (english, indonesian, abbreviations)
    return Entry(*(tuple(filter(None, text.split("|"))) for text in fields))


def test_a_term_is_found_in_both_directions():
    table = compiled([entry("waste bank", "bank sampah")])
    assert found(table, "waste bank") == [("waste bank", ["bank sampah"])]
    assert found(table, "bank sampah") == [
        ("bank sampah", ["waste bank", "waste banks"])
    ]


def test_an_abbreviation_brings_the_full_names_of_both_languages():
    table = compiled([entry("landfill", "tempat pemrosesan akhir", "TPA")])
    assert others(table, "tpa") == {"landfill", "tempat pemrosesan akhir"}
    assert "tpa" in others(table, "landfill")


def test_the_longest_term_wins():
    table = compiled([entry("waste", "sampah"), entry("waste bank", "bank sampah")])
    assert [term for term, _names in found(table, "waste bank waste")] == [
        "waste bank",
        "waste",
    ]


def test_a_longer_term_wins_over_an_earlier_one():
    table = compiled([entry("a1 b1", "x"), entry("b1 c1 d1", "y")])
    assert [term for term, _names in found(table, "a1 b1 c1 d1")] == ["b1 c1 d1"]


def test_stop_words_within_a_term_count_only_in_what_it_brings():
    table = compiled([entry("internet of things", "internet untuk segala")])
    assert others(table, "internet of things") == {"internet untuk segala"}
    assert "internet of things" in others(table, "internet untuk segala")


@pytest.mark.parametrize("text", ["landfills", "NGOs", "waste banks", "memilah sampah"])
def test_other_endings_are_found(text):
    rows = [
        entry("landfill", "tempat pemrosesan akhir"),
        entry("non-governmental organisation", "lembaga swadaya masyarakat", "NGO"),
        entry("waste bank", "bank sampah"),
        entry("waste sorting", "memilah sampah"),
    ]
    assert found(compiled(rows), text)


def test_a_stem_alone_is_not_enough_for_a_single_word():
    assert not found(compiled([entry("park", "taman")]), "parking")


def test_the_exact_form_wins_over_a_loose_one():
    table = compiled([entry("waste banking", "x1"), entry("waste bank", "y1")])
    assert others(table, "waste banking") == {"x1"}


def test_a_name_of_two_things_brings_the_names_of_both():
    table = compiled([entry("land", "tanah"), entry("soil", "tanah")])
    assert others(table, "tanah") == {"land", "soil"}


def test_no_more_names_than_an_engine_bears():
    table = compiled([entry("|".join(f"name{n}x" for n in range(10)), "nama")])
    assert len(others(table, "nama")) == glossary.MOST_ALTERNATIVES


def test_a_name_that_is_the_same_in_both_languages_brings_nothing():
    assert not found(compiled([entry("mangrove", "mangrove")]), "mangrove")


@given(
    st.lists(
        st.one_of(
            st.text(), st.sampled_from(["waste", "bank", "banks", "tpa", "3r", ""])
        )
    )
)
def test_any_words_are_taken(asked):
    taken = [
        n for start, end, _n in SHIPPED.expansions(asked) for n in range(start, end)
    ]
    assert taken == sorted(set(taken))
    assert all(0 <= n < len(asked) for n in taken)


@given(
    st.lists(st.tuples(*[st.lists(st.text(), max_size=3).map(tuple)] * 3), max_size=3)
)
def test_any_entries_can_be_compiled(rows):
    table = compiled(Entry(*row) for row in rows)
    for row in rows:
        for name in (name for names in row for name in names):
            table.expansions(content_words(name))


# The file.


def test_the_shipped_glossary_is_large_and_has_both_languages():
    rows = list(entries_of_file())
    assert len(rows) >= 450
    assert all(row.english and row.indonesian for row in rows)


@pytest.mark.parametrize("abbreviation", MUST_HAVE.split())
def test_a_usual_abbreviation_is_known(abbreviation):
    assert others(SHIPPED, abbreviation)


def test_no_shipped_word_stands_alone_that_means_two_things():
    names = {tuple(words(n)) for row in entries_of_file() for t in row for n in t}
    assert not {name for name in names if len(name) == 1 and name[0] in FALSE_FRIENDS}
    assert not {name for name in names if STOP_WORDS.issuperset(name)}


def test_shipped_entries_are_as_an_editor_could_have_written_them():
    for row in entries_of_file():
        made = GlossaryEntry(**{n: "\n".join(getattr(row, n)) for n in Entry._fields})
        made.clean_fields()
        made.clean()
        assert made.entry == row


def test_terms_are_tidied():
    assert tidy_terms(" waste  bank\r\n\nWaste bank\nTPA ") == ["waste bank", "TPA"]


# The database's entries.


@pytest.fixture
def only(db):
    GlossaryEntry.objects.all().delete()
    return GlossaryEntry.objects.create(english="busway", indonesian="jalur angkutan")


def names_of(text):
    return {
        " ".join(n) for e in expansions(content_words(text)) for n in e.alternatives
    }


@pytest.mark.django_db
def test_the_migration_has_loaded_the_file():
    assert GlossaryEntry.objects.count() == len(list(entries_of_file()))


@pytest.mark.django_db
def test_loading_again_adds_only_what_is_missing():
    GlossaryEntry.objects.filter(english__startswith="waste bank").delete()
    GlossaryEntry.objects.filter(english="river").update(note="Ours.")
    importlib.import_module("search.migrations.0002_glossary").load(apps, None)
    assert GlossaryEntry.objects.count() == len(list(entries_of_file()))
    assert GlossaryEntry.objects.get(english="river").note == "Ours."


def test_a_change_is_effective_at_once(only):
    assert names_of("busway") == {"jalur angkutan"}
    only.indonesian = "jalur khusus"
    only.save()
    assert names_of("busway") == {"jalur khusus"}
    only.delete()
    assert names_of("busway") == set()


def test_an_entry_out_of_use_is_left_out(only):
    only.live = False
    only.save()
    assert names_of("busway") == set()


def test_another_process_sees_the_change(only, monkeypatch):
    names_of("busway")
    here = glossary._latest
    only.indonesian = "jalur khusus"
    only.save()
    names_of("busway")
    monkeypatch.setattr(glossary, "_latest", here)  # as that process still has it
    assert names_of("busway") == {"jalur khusus"}


def test_the_version_goes_again_when_the_change_is_committed(only, committed):
    with committed():
        only.save()
        names_of("busway")  # another process, before the commit
        before = cache.get(glossary.CACHE_KEY)
    assert before
    assert cache.get(glossary.CACHE_KEY) is None


def test_a_search_asks_the_database_nothing(only, django_assert_num_queries):
    names_of("busway")
    with django_assert_num_queries(0):
        names_of("busway")
