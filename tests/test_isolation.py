"""Every address of the hub, asked by everyone who has no business there.

A word that is nowhere but in what a city has not shown to the asking person must not
come back in any answer, and no answer may have changed what the city has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from django.core.files.base import ContentFile
from django.urls import URLPattern, get_resolver
from wagtail.models import Page, PageLogEntry, Revision, TaskState, WorkflowState

from cases.models import (
    CaseDocument,
    CaseStudyPage,
    CityPage,
    GalleryImage,
    HubDocument,
    HubImage,
)
from members.models import Membership, User
from members.roles import grant_role
from tests.factories import CityFactory, HubImageFactory, UserFactory, make_case

pytestmark = pytest.mark.django_db

CANARY = "zebrafinch"
# Part of all that is secret, so that a search for it would find it.
ASKED = "quietly"
EMBARGO_ENDS = "2099-01-01"
ROLES = ("anonymous", "stranger", "lead")
LIMIT = 24  # addresses of one pattern
# What each converter takes where the name says nothing.
WORDS = {
    "action_name": ["publish", "copy", "convert_alias", "create_alias", "delete",
                    "move", "unpublish", "copy_for_translation",
                    "revert_to_page_revision", "approve"],
    "action": ["delete", "move", "publish", "unpublish", "add_tags",
               "add_to_collection"],
    "content_type_app_name": ["cases"],
    "content_type_model_name": ["casestudypage", "citypage"],
    "app_name": ["cases"], "app_label": ["cases", "wagtailcore"],
    "model_name": ["casestudypage", "hubimage", "hubdocument", "page"],
    "filter_spec": ["width-100"], "section": ["pages", "cities", "cases"],
    "language": ["id"], "uidb64": ["MQ"], "token": ["set-password"],
}  # fmt: skip


@dataclass
class World:
    """What the city of Kupang has not shown, and the numbers of all its rows."""

    secrets: list[CaseStudyPage] = field(default_factory=list)
    image: HubImage = None
    document: HubDocument = None
    members_only: CaseStudyPage = None

    def numbers(self) -> list[int]:
        cases = [case.pk for case in self.secrets]
        revisions = Revision.objects.order_by("-pk").values_list("pk", flat=True)[:1]
        found = {*cases, *revisions, self.image.pk, self.document.pk, 1}
        found |= set(TaskState.objects.values_list("pk", flat=True))
        found |= set(WorkflowState.objects.values_list("pk", flat=True))
        return sorted(found)


def secret_text(what: str) -> str:
    return f"{CANARY} {ASKED} {what}"


@pytest.fixture
def world():
    kupang = CityFactory(slug="kupang")
    author = UserFactory(email=f"{CANARY}@example.org", first_name=CANARY)
    grant_role(user=author, city=kupang, role=Membership.Role.CONTRIBUTOR)
    image = HubImageFactory(
        title=secret_text("picture"), collection=kupang.collection,
        alt_text=secret_text("alt"), file__filename=f"{CANARY}.jpg",
    )  # fmt: skip
    document = HubDocument.objects.create(
        title=secret_text("document"),
        file=ContentFile(CANARY.encode(), "budget.txt"),
        collection=kupang.collection,
    )
    own = World(image=image, document=document)
    for name, values in {
        "draft": {"publish": False},
        "embargo": {"visibility": "embargo", "embargo_until": EMBARGO_ENDS},
        "withdrawn": {},
    }.items():
        case = make_case(
            city=kupang, title=secret_text(name), slug=f"a-{name}", cover=image,
            summary=secret_text("summary"), contact_email=author.email, owner=author,
            tags=[secret_text("tag")], gallery=[GalleryImage(image=image)],
            documents=[CaseDocument(document=document)], **values,
        )  # fmt: skip
        own.secrets.append(case)
    own.secrets[-1].unpublish()
    draft = own.secrets[0]
    draft.get_workflow().start(draft, author)
    own.members_only = make_case(city=kupang, title="For members", slug="b",
                                 visibility="members")  # fmt: skip
    make_case(city=CityFactory(slug="surabaya"), title="Open", slug="open")
    return own


def sign_in(client, role: str) -> None:
    if role == "anonymous":
        return
    user = UserFactory(email=f"{role}@example.org")
    if role != "stranger":
        grant_role(user=user, city=CityFactory(slug="surabaya"), role=role)
    client.force_login(user)


def patterns(resolver=None, prefix=""):
    for item in (resolver or get_resolver()).url_patterns:
        route = prefix + str(item.pattern).replace("^", "").replace("$", "")
        if isinstance(item, URLPattern):
            yield route
        else:
            yield from patterns(item, route)


def addresses(world: World) -> list[str]:
    """Every address, with every number that a secret row of Kupang has."""
    numbers = [str(number) for number in world.numbers()]
    special = {
        "documents/(\\d+)/(.*)": [f"documents/{world.document.pk}/budget.txt"],
        "admin/.*/": [],
        "c/<slug:public_id>/": [f"c/{c.identity.public_id}/" for c in world.secrets],
        "media/images/<path:name>": [],
    }
    found: list[str] = []
    for route in patterns():
        if route in special:
            found += special[route]
        elif "revisions/compare" in route:
            found += [
                f"admin/pages/{case.pk}/revisions/compare/earliest...latest/"
                for case in world.secrets
            ]
        elif "(?:" in route:
            found += [
                f"{language}/kupang/{case.slug}/"
                for case in world.secrets
                for language in ("en", "id")
            ] + ["en/", "id/", "en/kupang/", "id/kupang/"]
        else:
            found += _filled(route, numbers)
    return sorted({f"/{address}" for address in found} - {"/admin/failwhale/"})


def _filled(route: str, numbers: list[str]) -> list[str]:
    routes = [route]
    while match := re.search(r"<(\w+):(\w+)>", routes[0]):
        values = WORDS.get(match[2], numbers)
        routes = [r.replace(match[0], value, 1) for r in routes for value in values]
        routes = routes[:LIMIT]
    return routes


def state() -> tuple:
    """All of Kupang that a request could change."""
    kupang = CityPage.objects.filter(city__slug="kupang")
    pages = Page.objects.filter(slug__in=["a-draft", "a-embargo", "a-withdrawn", "b"])
    return (
        *pages.order_by("pk").values_list("pk", "path", "live", "title", "locked",
                                          "latest_revision_id"),
        *kupang.order_by("pk").values_list("pk", "path", "live", "title", "numchild"),
        *HubImage.objects.values_list("pk", "title", "collection_id"),
        *HubDocument.objects.values_list("pk", "title", "collection_id"),
        *WorkflowState.objects.values_list("pk", "status"),
        *User.objects.filter(first_name=CANARY).values_list("pk", "password"),
        CaseStudyPage.objects.count(),
        HubImage.objects.values_list("tags__name").count(),
        PageLogEntry.objects.exclude(action="wagtail.publish").count(),
    )  # fmt: skip


def words_of(response) -> bytes:
    body = response.getvalue() if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return body + headers.encode()


@pytest.mark.parametrize("role", ROLES)
def test_no_address_says_what_a_city_has_not_shown(client, world, indexed, role):
    indexed()
    sign_in(client, role)
    client.raise_request_exception = False
    told, broken = [], []
    for address in addresses(world):
        # With a number there is nothing to search.
        for query in ("",) if re.search(r"/\d+/", address) else ("", f"?q={ASKED}"):
            response = client.get(address + query)
            if CANARY.encode() in words_of(response):
                told.append(address + query)
            # What Wagtail's own pages cannot bear is not ours.
            if response.status_code >= 500 and not address.startswith("/admin/"):
                broken.append(address + query)
    assert (told, broken) == ([], [])


@pytest.mark.parametrize("role", ROLES)
def test_no_address_changes_another_city(client, world, role):
    sign_in(client, role)
    client.raise_request_exception = False
    before = state()
    changed = []
    numbers = [str(case.pk) for case in world.secrets]
    for address in addresses(world):
        if "logout" in address:
            continue
        data = {"id": numbers, "new_parent_page": numbers[0], "confirm": "yes"}
        response = client.post(address, data)
        if CANARY.encode() in words_of(response):
            changed.append(f"{address} tells")
        if state() != before:
            changed.append(address)
            before = state()
    assert changed == []


def test_the_city_itself_is_told(client, world):
    """Otherwise the silence above would prove nothing."""
    author = User.objects.get(first_name=CANARY)
    client.force_login(author)
    draft = world.secrets[0]
    for address in (
        world.document.url,
        f"/admin/pages/{draft.pk}/edit/",
        f"/admin/choose-page/{draft.pk}/",
        "/admin/api/main/images/",
    ):
        assert CANARY.encode() in words_of(client.get(address)), address
