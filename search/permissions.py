"""Who keeps the glossary, sees what people look for and chooses what comes first: the
secretariat."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

from members.roles import SECRETARIAT

# (model, actions)
SECRETARIAT_RIGHTS = (
    ("glossaryentry", ("add", "change", "view")),
    ("searchcount", ("view",)),
    ("promotedresult", ("add", "change", "delete", "view")),
)


def grant_search_rights(sender=None, **kwargs) -> None:
    """Repeatable; to be called once the tables are there."""
    # Django makes them after each app's migrations, maybe after this is called.
    create_permissions(apps.get_app_config("search"), verbosity=0)
    secretariat, _created = Group.objects.get_or_create(name=SECRETARIAT)
    names = [
        f"{action}_{model}"
        for model, actions in SECRETARIAT_RIGHTS
        for action in actions
    ]
    secretariat.permissions.add(
        *Permission.objects.filter(content_type__app_label="search", codename__in=names)
    )
