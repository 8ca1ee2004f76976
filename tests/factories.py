from __future__ import annotations

import factory
from django.core.files.base import ContentFile
from wagtail.models import Locale
from wagtail_factories import ImageFactory

from cases.models import CaseStudyPage, CityPage, HubDocument, HubImage, Sector
from members.models import City, User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    password = factory.django.Password("a-long-passphrase")


class CityFactory(factory.django.DjangoModelFactory):
    """A city with pages, groups, collection and workflow: its signal makes them."""

    class Meta:
        model = City
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"city-{n}")
    names = factory.LazyAttribute(lambda o: {"en": o.slug.replace("-", " ").title()})
    country_id = "ID"


class HubImageFactory(ImageFactory):
    class Meta:
        model = HubImage

    alt_text = "A street with trees"
    credit = "City of Kupang"
    licence = "cc-by-4.0"


def make_document(
    content: bytes, name: str = "plan.pdf", *, city: City | None = None, **values
) -> HubDocument:
    """A document in the collection of `city`, or in that of no city."""
    if city is not None:
        values["collection"] = city.collection
    values = {"title": "Budget plan"} | values
    return HubDocument.objects.create(file=ContentFile(content, name), **values)


def make_case(
    *, city: City | None = None, language: str = "en", publish: bool = True, **values
) -> CaseStudyPage:
    """A case under the city's page in `language`; rows and terms are given as lists
    of instances, `tags` as names. Published unless said otherwise."""
    city = city or CityFactory()
    tags = values.pop("tags", ())
    values = {
        "title": "Waste banks in every neighbourhood",
        "summary": "Households bring sorted waste and get paid for it.",
        "sector": Sector.objects.get(code="waste"),
        "stage": "running",
        "start": "2019",
        "provenance": "catalogued",
        "source_name": "City report",
    } | values
    lists = {k: values.pop(k) for k in list(values) if isinstance(values[k], list)}
    parent = CityPage.objects.get(city=city, locale__language_code=language)
    case = CaseStudyPage(locale=Locale.objects.get(language_code=language), **values)
    for name, rows in lists.items():
        setattr(case, name, rows)
    case.tags.add(*tags)
    parent.add_child(instance=case)
    revision = case.save_revision()
    if publish:
        revision.publish()
        case.refresh_from_db()
    return case
