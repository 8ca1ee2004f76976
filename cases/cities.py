"""What belongs to a city in the tree: its pages, groups, collection and workflow."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import override
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cases.models import CityPage, HomePage
from members.models import City
from members.roles import SECRETARIAT

PAGE_RIGHTS = {
    "contributors": ("add_page", "change_page"),
    "leads": ("add_page", "change_page", "publish_page"),
}
FILE_RIGHTS = tuple(
    f"{right}_{model}"
    for model in ("image", "document")
    for right in ("add", "change", "choose")
)
KEPT_BY_SECRETARIAT = (
    "city", "cityyear", "country", "cluster", "exchangerate", "pillar", "sdg",
    "sdgtarget", "sector", "subdimension", "tag", "targetgroup",
)  # fmt: skip
# First parts of addresses that are the hub's own.
RESERVED_SLUGS = {"about", "admin", "browse", "c", "documents", "health", "media"}
RESERVED_SLUGS |= {"robots.txt", "search", "sitemap.xml", "static", "tentang"}


@transaction.atomic
def set_up_city(city: City) -> None:
    """Give a new city all that belongs to it. Calling it again adds what is missing."""
    if city.slug in RESERVED_SLUGS:
        raise ValueError(f"{city.slug!r} is an address of the hub itself")
    if city.collection_id is None:
        root = Collection.get_first_root_node()
        city.collection = root.add_child(name=f"{city.names['en']} ({city.slug})")
    for attribute, title in (("contributors", "contributors"), ("leads", "leads")):
        if getattr(city, f"{attribute}_id") is None:
            group, _created = Group.objects.get_or_create(name=f"{city.slug}: {title}")
            setattr(city, attribute, group)
    city.save(update_fields=["collection", "contributors", "leads"])
    pages = [_city_page(city, home) for home in HomePage.objects.all()]
    _grant(city, pages)
    _workflow(city, pages)


def _city_page(city: City, home: HomePage) -> CityPage:
    page = CityPage.objects.filter(city=city, locale=home.locale).first()
    if page is not None:
        return page
    twin = CityPage.objects.filter(city=city).first()
    keys = {"translation_key": twin.translation_key} if twin else {}
    with override(home.locale.language_code):
        page = CityPage(
            city=city, title=city.name, slug=city.slug, locale=home.locale, **keys
        )
    home.add_child(instance=page)
    page.save_revision(log_action=False)
    return page


def _grant(city: City, pages: list[CityPage]) -> None:
    permissions = {
        permission.codename: permission
        for permission in Permission.objects.filter(
            content_type__app_label__in=[
                "wagtailadmin",
                "wagtailcore",
                "wagtaildocs",
                "wagtailimages",
            ],
            codename__in={
                *PAGE_RIGHTS["leads"],
                *FILE_RIGHTS,
                "access_admin",
            },
        )
    }
    for attribute, rights in PAGE_RIGHTS.items():
        group = getattr(city, attribute)
        group.permissions.add(permissions["access_admin"])
        for page in pages:
            for right in rights:
                GroupPagePermission.objects.get_or_create(
                    group=group, page=page.page_ptr, permission=permissions[right]
                )
        for right in FILE_RIGHTS:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=city.collection, permission=permissions[right]
            )


def _workflow(city: City, pages: list[CityPage]) -> None:
    """The lead of the city looks at what a contributor hands in. Both names stand on
    buttons, "Submit to ...", in whatever language: so they are the city's."""
    if WorkflowPage.objects.filter(page__in=[page.page_ptr for page in pages]).exists():
        return
    task = GroupApprovalTask.objects.create(name=city.names["en"])
    task.groups.add(city.leads)
    workflow = Workflow.objects.create(name=city.names["en"])
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    for page in pages:
        WorkflowPage.objects.create(workflow=workflow, page=page.page_ptr)


@transaction.atomic
def grant_network_rights() -> None:
    """What the secretariat may do in the admin. Accounts and groups are not among it:
    who can change those can become superuser."""
    secretariat, _created = Group.objects.get_or_create(name=SECRETARIAT)
    secretariat.permissions.add(
        Permission.objects.get(codename="access_admin"),
        *Permission.objects.filter(
            content_type__app_label__in=["members", "cases", "taggit"],
            content_type__model__in=KEPT_BY_SECRETARIAT,
        ).exclude(codename__startswith="delete_"),
    )
    for home in HomePage.objects.all():
        for right in (*PAGE_RIGHTS["leads"], "unlock_page"):
            GroupPagePermission.objects.get_or_create(
                group=secretariat,
                page=home.page_ptr,
                permission=Permission.objects.get(
                    codename=right, content_type__app_label="wagtailcore"
                ),
            )
    root = Collection.get_first_root_node()
    for right in FILE_RIGHTS:
        GroupCollectionPermission.objects.get_or_create(
            group=secretariat,
            collection=root,
            permission=Permission.objects.get(
                codename=right,
                content_type__app_label__in=["wagtailimages", "wagtaildocs"],
            ),
        )
