from __future__ import annotations

import pytest

from members.models import CityYear
from search.engines.embedded import EmbeddedEngine
from search.fields import Document
from search.nodes import Coded, Concept, Group, InTitle, Phrase
from search.query import Query
from search.understanding import SYNONYM_WEIGHT, TYPO_WEIGHT, codes_of, find, understand
from tests.factories import CityFactory

pytestmark = pytest.mark.django_db


class Engine:
    """Knows no word but those given."""

    def __init__(self, *known):
        self.known = known

    def corrections(self, words, *, audience):
        return {w: self.known for w in words if w not in self.known and self.known}


def names(words):
    words = list(words)
    if words[:2] == ["waste", "bank"]:
        yield 0, 2, (("bank", "sampah"),)
    elif "landfill" in words:
        at = words.index("landfill")
        yield at, at + 1, (("tpa",), ("tempat", "pembuangan", "akhir"))


def tree(text, engine=None, expansions=names):
    return understand(Query(text), engine or Engine(), expansions).query.node


def test_an_unknown_word_stands_beside_near_ones():
    others = ((Concept(("landfill",)), TYPO_WEIGHT),)
    expected = Group((Concept(("lanfill",), others),))
    found = understand(Query("lanfill"), Engine("landfill"), lambda words: ())
    assert found.query.node == expected
    assert found.corrections == {"lanfill": "landfill"}


def test_the_other_names_of_a_corrected_word_are_found_too():
    (concept,) = tree("lanfill", Engine("landfill")).optional
    assert [weight for _, weight in concept.others] == [
        TYPO_WEIGHT, SYNONYM_WEIGHT, SYNONYM_WEIGHT,
    ]  # fmt: skip


def test_a_term_is_no_typing_error():
    (concept,) = tree("landfill", Engine("landfall")).optional
    assert [weight for _, weight in concept.others] == [SYNONYM_WEIGHT] * 2


def test_words_of_a_term_become_one_concept():
    other = (Phrase(("bank", "sampah")), SYNONYM_WEIGHT)
    assert tree("waste bank bogor").optional == (
        Concept(("waste", "bank"), (other,)),
        Concept(("bogor",)),
    )


def test_one_word_names_are_words_and_longer_ones_phrases():
    (concept,) = tree("landfill").optional
    assert [node for node, _ in concept.others] == [
        Concept(("tpa",)),
        Phrase(("tempat", "pembuangan", "akhir")),
    ]


def test_what_is_left_out_has_no_other_names():
    assert tree("bogor -landfill").excluded == (Concept(("landfill",)),)


def test_a_title_is_put_right_but_has_no_other_names():
    (node,) = tree("title:landfill").required
    assert node == InTitle(Concept(("landfill",)))


def test_names_after_a_field_become_codes():
    CityFactory(slug="south-tangerang", names={"en": "South Tangerang"})
    assert tree('kota:"South Tangerang"').required == (
        Coded("city", ("south-tangerang",)),
    )
    assert tree("kota:tangerang").required == (Coded("city", ("south-tangerang",)),)
    assert tree("kota:nowhere").required == (Coded("city", ("nowhere",)),)


@pytest.mark.parametrize(
    ("facet", "name", "code"),
    [("country", "indonesia", "ID"), ("country", "id", "ID"), ("sdg", "11", "11"),
     ("stage", "nothing", "nothing")],
)  # fmt: skip
def test_codes_are_found_by_name_or_code(facet, name, code):
    assert codes_of(facet, name) == (code,)


def test_a_place_becomes_boxes_and_an_unknown_one_finds_nothing():
    CityFactory(slug="kupang", latitude=-10.18, longitude=123.6)
    near = understand(Query(near="kupang", within=10), Engine()).query
    assert all(box.south > -10.4 and box.north < -10 for box in near.boxes)
    assert understand(Query(near="nowhere"), Engine()).query.boxes == ()


def test_cities_alike_are_of_the_same_size_and_kind():
    for slug, people, geography in (
        ("own", 400_000, "coastal"), ("near", 500_000, "coastal"),
        ("other", 450_000, "inland"), ("huge", 30_000_000, "coastal"),
    ):  # fmt: skip
        city = CityFactory(slug=slug, geography=geography)
        CityYear.objects.create(city=city, year=2020, population=people)
    found = understand(Query(like="own"), Engine()).query.cities
    assert found == ("near", "other")
    assert understand(Query(like="nowhere"), Engine()).query.cities == ()


def test_a_search_goes_from_words_to_results(tmp_path):
    engine = EmbeddedEngine(tmp_path / "index")
    engine.write(
        [Document("a", {"en": "Landfill"}), Document("b", {"id": "TPA Benowo"})]
    )
    results, understood = find(Query("lanfill"), engine=engine, expansions=names)
    assert [hit.id for hit in results.hits] == ["a", "b"]
    assert understood.corrections == {"lanfill": "landfill"}
    assert understood.query.words == ("lanfill", "landfill", "tpa", "tempat",
                                      "pembuangan", "akhir")  # fmt: skip
