"""May this person ...? Roles in cities, and the roles of the whole network."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, Group
from django.db import transaction

from members.models import City, Membership, User

SECRETARIAT = "Secretariat"
ORGANIZERS = "Organizers"
REVIEWERS = "Reviewers"


@transaction.atomic
def grant_role(*, user: User, city: City, role: str) -> Membership:
    """Make `user` contributor or lead of `city`; an older role there is replaced."""
    membership, _created = Membership.objects.update_or_create(
        user=user, city=city, defaults={"role": role}
    )
    lead = role == Membership.Role.LEAD
    user.groups.remove(city.contributors if lead else city.leads)
    user.groups.add(city.leads if lead else city.contributors)
    return membership


@transaction.atomic
def revoke_role(*, user: User, city: City) -> None:
    """End what `user` may do in `city`, with the next request."""
    Membership.objects.filter(user=user, city=city).delete()
    user.groups.remove(city.contributors, city.leads)


def in_network_role(user: User | AnonymousUser, role: str) -> bool:
    return user.is_active and user.groups.filter(name=role).exists()


def is_secretariat(user: User | AnonymousUser) -> bool:
    return user.is_active and (user.is_superuser or in_network_role(user, SECRETARIAT))


def is_member(user: User | AnonymousUser) -> bool:
    """Belongs to the network: sees what is published for members only."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.is_superuser or user.memberships.filter(city__archived=False).exists():
        return True
    return user.groups.filter(name__in=[SECRETARIAT, ORGANIZERS, REVIEWERS]).exists()


def cities_of(user: User, *, role: str | None = None):
    """Cities in which `user` has any role, or this one."""
    roles = {"memberships__role": role} if role else {}
    return City.objects.filter(memberships__user=user, **roles).distinct()


def network_groups() -> list[Group]:
    return list(Group.objects.filter(name__in=[SECRETARIAT, ORGANIZERS, REVIEWERS]))
