"""The glossary in the admin, and what an edit does to the next search."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from members.models import Membership
from members.roles import SECRETARIAT, grant_role
from search.glossary import MAX_TERM_CHARS, MAX_TERMS
from search.models import GlossaryEntry
from tests.factories import CityFactory, UserFactory, make_case

pytestmark = pytest.mark.django_db
ADDRESSES = "wagtailsnippets_search_glossaryentry"
ADD = {"english": "mud school", "indonesian": "sekolah lumpur", "live": "on"}


def person(kind):
    user = UserFactory()
    if kind == "secretariat":
        user.groups.add(Group.objects.get(name=SECRETARIAT))
    else:
        grant_role(user=user, city=CityFactory(slug="kupang"), role=kind)
    return user


@pytest.fixture
def secretariat(client):
    client.force_login(person("secretariat"))
    return client


def addresses(entry):
    """Every page of the glossary in the admin."""
    of_entry = ("edit", "history", "usage")
    return [
        *(reverse(f"{ADDRESSES}:{name}") for name in ("list", "add", "list_results")),
        *(reverse(f"{ADDRESSES}:{name}", args=[entry.pk]) for name in of_entry),
    ]


@pytest.mark.parametrize("kind", ["secretariat", *Membership.Role.values])
def test_the_secretariat_keeps_the_glossary_and_no_city_does(client, kind):
    entry = GlossaryEntry.objects.get(english="river")
    client.force_login(person(kind))
    allowed = kind == "secretariat"
    for address in addresses(entry):
        assert (client.get(address).status_code == 200) == allowed, address
    client.post(reverse(f"{ADDRESSES}:add"), ADD)
    assert GlossaryEntry.objects.filter(english="mud school").exists() == allowed
    client.post(reverse(f"{ADDRESSES}:edit", args=[entry.pk]), ADD | {"note": "Ours."})
    assert GlossaryEntry.objects.filter(pk=entry.pk, note="Ours.").exists() == allowed
    client.post(reverse(f"{ADDRESSES}:delete", args=[entry.pk]))
    assert GlossaryEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize("kind", ["secretariat", *Membership.Role.values])
def test_the_menu_shows_the_glossary_to_those_who_may(client, kind):
    client.force_login(person(kind))
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    shown = reverse(f"{ADDRESSES}:list") in menu
    assert shown == (kind == "secretariat")


def test_an_entry_is_found_by_any_of_its_names_and_by_use(secretariat):
    entry = GlossaryEntry.objects.get(abbreviations="SPBE")
    for question in ("SPBE", "e-government", "berbasis elektronik"):
        page = secretariat.get(reverse(f"{ADDRESSES}:list"), {"q": question})
        assert entry in page.context["object_list"]
    page = secretariat.get(reverse(f"{ADDRESSES}:list"), {"live": "false"})
    assert list(page.context["object_list"]) == []


def test_the_form_takes_what_the_address_brings(secretariat):
    given = {"english": "mud <school>", "indonesian": "sekolah lumpur", "note": "x"}
    page = secretariat.get(reverse(f"{ADDRESSES}:add"), given)
    initial = page.context["form"]
    assert initial["english"].value() == "mud <school>"
    assert initial["indonesian"].value() == "sekolah lumpur"
    assert initial["live"].value() is True
    assert b"mud &lt;school&gt;" in page.content
    assert not initial["note"].value()


def test_an_endless_address_does_no_harm(secretariat):
    address = reverse(f"{ADDRESSES}:add")
    page = secretariat.get(address, {"english": "x" * 2_000})
    assert len(page.context["form"]["english"].value()) <= 1_000


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"english": "", "indonesian": ""}, "english"),
        ({"english": "", "indonesian": "", "abbreviations": "GIS\nSIG"}, "english"),
        ({"english": "Mud school", "indonesian": "mud SCHOOL"}, "english"),
        ({"english": "air", "indonesian": "udara"}, "english"),
        ({"indonesian": "yang"}, "indonesian"),
        ({"indonesian": "!?"}, "indonesian"),
        ({"english": "x" * (MAX_TERM_CHARS + 1)}, "english"),
        ({"english": "a1 b1 c1 d1 e1 f1 g1 h1 i1"}, "english"),
        ({"english": "\n".join(f"x{n}" for n in range(MAX_TERMS + 1))}, "english"),
        ({"english": "x\n" * 5_000}, "english"),
    ],
)
def test_what_cannot_work_is_refused_at_its_field(secretariat, values, field):
    page = secretariat.post(reverse(f"{ADDRESSES}:add"), ADD | values)
    assert page.status_code == 200
    assert page.context["form"].errors[field]


@pytest.mark.parametrize("values", [{}, {"english": "x" * 2_000}])
def test_the_database_refuses_it_too(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        GlossaryEntry.objects.create(**values)


def snippets(client, question, language="en"):
    answer = client.get(f"/{language}/search/", {"q": question})
    cards = answer.context["cards"]
    return [card["title_html"] + card.get("snippet", "") for card in cards]


def test_an_indonesian_case_is_found_by_english_words_and_marked(client, indexed):
    make_case(
        language="id", title="Warga menabung", summary="Ke bank sampah tiap pekan."
    )
    indexed()
    (shown,) = snippets(client, "waste bank")
    assert "<mark>bank</mark> <mark>sampah</mark>" in shown


def test_an_english_case_is_found_by_an_abbreviation_and_marked(client, indexed):
    make_case(title="Gas from mud", summary="The landfill heats a school.")
    indexed()
    (shown,) = snippets(client, "TPA", "id")
    assert "<mark>landfill</mark>" in shown


def test_a_plural_is_found_from_the_other_language(client, indexed):
    make_case(title="Waste banks", summary="Households bring what they sorted.")
    indexed()
    (shown,) = snippets(client, "bank sampah", "id")
    assert "<mark>Waste</mark> <mark>banks</mark>" in shown


def test_an_edit_is_effective_in_the_next_search(secretariat, committed, indexed):
    make_case(title="Sekolah", summary="Sebuah sekolah lumpur.", language="id")
    indexed()
    assert not snippets(secretariat, "mudlarking")
    with committed():
        added = secretariat.post(
            reverse(f"{ADDRESSES}:add"), ADD | {"english": "mudlarking"}
        )
    assert added.status_code == 302
    assert snippets(secretariat, "mudlarking")
    entry = GlossaryEntry.objects.get(english="mudlarking")
    with committed():
        secretariat.post(
            reverse(f"{ADDRESSES}:edit", args=[entry.pk]),
            ADD | {"english": "mudlarking", "indonesian": "lain sekali"},
        )
    assert not snippets(secretariat, "mudlarking")


@pytest.mark.parametrize(
    ("language", "question"),
    [("en", "persampahan sirkular"), ("id", "solid circular economy")],
)
def test_labels_of_controlled_terms_are_searched_in_both_languages(
    client, indexed, language, question
):
    """The sector of the case is solid waste and circular economy."""
    GlossaryEntry.objects.all().delete()
    make_case(language=language, title="Kompos", summary="Kompos.")
    indexed()
    with translation.override(language):
        answer = client.get(f"/{language}/search/", {"q": question})
    assert [card["title"] for card in answer.context["cards"]] == ["Kompos"]
