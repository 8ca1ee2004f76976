"""What the case refuses, computes and remembers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cases.completeness import completeness, missing
from cases.fields import validate_partial_date
from cases.models import (
    SDG,
    CaseAddress,
    CaseIdentity,
    CaseStudyPage,
    CityPage,
    CostBand,
    ExchangeRate,
    Funding,
    Indicator,
    Pillar,
    SDGTarget,
    Sector,
    SubDimension,
)
from cases.money import in_usd
from cases.questions import QUESTIONS
from cases.records import (
    CaseRecord,
    public_cases,
    record_of,
    versions_of,
    with_details,
)
from cases.vocabulary import label
from tests.factories import CityFactory, make_case

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "bad",
    [
        {"stage": "sometimes"},
        {"visibility": "secret"},
        {"visibility": "embargo", "embargo_until": None},
        {"start": "last year"},
        {"start": "2019", "end": "2018"},
        {"ongoing": True, "end": "2020"},
        {"cost_total": Decimal(5), "cost_currency": "", "cost_year": 2019},
        {"cost_total": Decimal(-1), "cost_currency": "USD", "cost_year": 2019},
        {"latitude": 91, "longitude": 0},
        {"latitude": 1, "longitude": None},
        {"provenance": "catalogued", "source_name": ""},
    ],
    ids=str,
)
def test_the_database_refuses(bad):
    case = make_case()
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseStudyPage.objects.filter(pk=case.pk).update(**bad)


def test_the_database_refuses_a_share_over_100():
    case = make_case()
    with pytest.raises(IntegrityError), transaction.atomic():
        Funding.objects.create(case=case, source="own", share=101)


def test_a_title_has_at_most_100_characters():
    with pytest.raises(ValidationError):
        make_case(title="x" * 101)


def test_a_summary_has_at_most_250_words():
    with pytest.raises(ValidationError, match="Shorten this by 1 word"):
        make_case(summary="word " * 251)


def test_a_sub_dimension_belongs_to_the_pillar():
    with pytest.raises(ValidationError):
        make_case(
            pillar=Pillar.objects.get(code="living"),
            sub_dimension=SubDimension.objects.get(code="waste"),
        )


@pytest.mark.parametrize("text", ["2019", "2019-02", "2020-02-29"])
def test_partial_dates_that_exist_are_accepted(text):
    validate_partial_date(text)


@pytest.mark.parametrize("text", ["19", "2019-13", "2019-02-30", "2019/02", "0000"])
def test_partial_dates_that_do_not_exist_are_refused(text):
    with pytest.raises(ValidationError):
        validate_partial_date(text)


def test_the_vocabularies_are_loaded_in_both_languages():
    counts = [
        model.objects.count()
        for model in (Pillar, SubDimension, Sector, SDG, SDGTarget)
    ]
    assert counts == [6, 18, 18, 17, 10]
    assert label("sector", "housing", "id") == "Perumahan dan permukiman informal"
    assert label("sdg", "11", "en") == "11. Sustainable cities and communities"
    assert SDGTarget.objects.get(number="11.c").sdg.code == "11"


def test_every_question_is_a_field_of_the_case_and_of_the_record():
    fields = {item.name for item in CaseStudyPage._meta.get_fields()}
    assert set(QUESTIONS) <= fields
    assert set(QUESTIONS) <= set(CaseRecord.__dataclass_fields__)


def test_cost_is_banded_in_dollars_of_its_year():
    ExchangeRate.objects.update_or_create(
        currency="IDR", year=1999, defaults={"usd": Decimal("0.0001")}
    )
    usd = in_usd(Decimal("1_500_000_000"), "IDR", 1999)
    assert usd == Decimal("150000.0000")
    assert CostBand.of(usd) == CostBand.UNDER_1M
    assert in_usd(Decimal(1), "XXX", 1999) is None


@pytest.mark.parametrize(
    ("usd", "band"),
    [(0, "under-10k"), (9999, "under-10k"), (10_000, "10k-100k"), (10**8, "over-100m")],
)
def test_bands_begin_at_powers_of_ten(usd, band):
    assert CostBand.of(usd) == band


def test_completeness_grows_with_answers():
    case = make_case()
    before = completeness(case)
    case.objectives = "Less waste"
    case.indicators = [Indicator(name="Banks", after=3)]
    assert completeness(case) > before


def test_a_catalogued_case_needs_its_source_and_no_contact():
    case = make_case()
    assert missing(case) == []
    case.provenance = "city"
    assert "contact_email" in missing(case)


def test_the_version_counts_publications():
    case = make_case()
    case.save_revision().publish()
    case.save_revision()
    page = with_details(CaseStudyPage.objects.filter(pk=case.pk)).get()
    assert record_of(page, case.identity).version == 2


def test_a_record_is_read_in_a_fixed_number_of_queries(django_assert_max_num_queries):
    ids = [make_case().identity.public_id for _number in range(5)]
    with django_assert_max_num_queries(20):
        assert len(list(versions_of(ids, public_cases()))) == 5


def test_identity_survives_a_new_address_and_translation():
    case = make_case()
    identity = case.identity
    case.slug = "another"
    case.save_revision().publish()
    translation = case.copy_for_translation(
        CityPage.objects.get(city=case.city, locale__language_code="id").locale
    )
    assert translation.identity == case.identity == identity


def test_a_copy_is_another_case():
    case = make_case()
    copy = case.copy(update_attrs={"slug": "copy"})
    assert copy.identity != case.identity


def test_a_page_saved_as_child_is_a_draft():
    case = make_case(publish=False)
    assert not case.live
    assert not CaseStudyPage.objects.get(pk=case.pk).live


def test_a_withdrawn_case_answers_gone(client):
    case = make_case()
    path = case.url
    identity = case.identity
    case.delete()
    assert client.get(path).status_code == 410
    identity.refresh_from_db()
    assert identity.withdrawn_at is not None


def test_an_unpublished_case_answers_gone_until_it_returns(client):
    case = make_case()
    case.unpublish()
    assert client.get(case.url).status_code == 410
    case.save_revision().publish()
    assert client.get(case.url).status_code == 200
    assert CaseIdentity.objects.get().withdrawn_at is None


def test_a_draft_that_was_never_published_answers_not_found(client):
    case = make_case(publish=False)
    assert client.get(f"/en/{case.city.slug}/{case.slug}/").status_code == 404


def test_old_addresses_lead_on(client):
    case = make_case()
    old = case.url
    case.slug = "renamed"
    case.save_revision().publish()
    response = client.get(old)
    assert response.status_code == 301
    assert response.url == f"/en/{case.city.slug}/renamed/"


def test_a_case_that_moves_to_another_city_belongs_to_it(client):
    case = make_case()
    old = case.url
    city = CityFactory(slug="surabaya")
    case.move(CityPage.objects.get(city=city, locale=case.locale), "last-child")
    case = CaseStudyPage.objects.get()
    assert case.city == city == CaseIdentity.objects.get().city
    assert CaseAddress.objects.count() == 2
    assert client.get(old).status_code == 301
