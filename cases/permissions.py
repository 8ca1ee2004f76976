"""May this person do that with this page? What Wagtail's page rights leave open.

Rights in Wagtail follow the tree, so a right on a city page also covers the page
itself: here is what city staff may not do with it.
"""

from __future__ import annotations

from django.db.models import Q

from cases.listing import cases_for
from cases.models import CityPage
from members.models import City
from members.roles import is_secretariat


def may_edit_city_page(user, page: CityPage) -> bool:
    """Its leads and the secretariat; contributors write cases only."""
    if is_secretariat(user):
        return True
    return user.groups.filter(pk=page.city.leads_id).exists()


def may_place_city_page(user) -> bool:
    """Move, delete, copy or unpublish the page of a city."""
    return is_secretariat(user)


def choosable_pages(pages, user):
    """Pages that the chooser may offer: published ones and the user's own cities'."""
    if is_secretariat(user):
        return pages
    own = City.objects.filter(
        Q(contributors__in=user.groups.all()) | Q(leads__in=user.groups.all())
    )
    condition = Q(live=True)
    for page in CityPage.objects.filter(city__in=own):
        condition |= Q(path__startswith=page.path)
    return pages.filter(condition)


def may_download(user, document) -> bool:
    """A file of a city goes with the cases that `user` may read; its own staff and the
    secretariat also see those of drafts. Files of no city are for everyone."""
    city = City.objects.filter(collection=document.collection_id).first()
    if city is None or cases_for(user).filter(documents__document=document).exists():
        return True
    if not user.is_authenticated:
        return False
    staff = user.groups.filter(pk__in=[city.contributors_id, city.leads_id])
    return is_secretariat(user) or staff.exists()
