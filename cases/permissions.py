"""May this person see that? What Wagtail's rights on pages and collections leave open;
what they give too much of is in `cases.page_rights`."""

from __future__ import annotations

from django.db.models import Q

from cases.listing import cases_for
from cases.models import CaseStudyPage, CityPage
from cases.records import open_cases
from members.models import City
from members.roles import is_secretariat


def choosable_pages(pages, user):
    """Pages that the chooser may offer: those open to members and the user's own
    cities'."""
    if is_secretariat(user):
        return pages
    own = City.objects.filter(
        Q(contributors__in=user.groups.all()) | Q(leads__in=user.groups.all())
    )
    closed = CaseStudyPage.objects.exclude(pk__in=open_cases().values("pk"))
    condition = Q(live=True) & ~Q(pk__in=closed.values("pk"))
    for page in CityPage.objects.filter(city__in=own):
        condition |= Q(path__startswith=page.path)
    return pages.filter(condition)


def may_download(user, document) -> bool:
    """A file of a city goes with the cases that `user` may read; its own staff and the
    secretariat also see those of drafts. Files of no city are for everyone."""
    folders = document.collection.get_ancestors(inclusive=True)
    city = City.objects.filter(collection__in=folders).first()
    if city is None or cases_for(user).filter(documents__document=document).exists():
        return True
    if not user.is_authenticated:
        return False
    staff = user.groups.filter(pk__in=[city.contributors_id, city.leads_id])
    return is_secretariat(user) or staff.exists()
