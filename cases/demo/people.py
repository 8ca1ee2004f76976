"""One login for each role, for a demonstration only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from wagtail.users.models import UserProfile

from members.models import City, Membership, User
from members.roles import ORGANIZERS, REVIEWERS, SECRETARIAT, grant_role


@dataclass(frozen=True)
class Person:
    role: str
    email: str
    first_name: str
    last_name: str
    language: str = "en"
    group: str = ""
    city: str = ""
    superuser: bool = False


PEOPLE = (
    Person("Superuser", "admin@demo.invalid", "Demo", "Admin", superuser=True),
    Person(
        "Secretariat", "secretariat@demo.invalid", "Demo", "Secretariat",
        group=SECRETARIAT,
    ),
    Person(
        "Organizer", "organizer@demo.invalid", "Demo", "Organizer", group=ORGANIZERS
    ),
    Person("Reviewer", "reviewer@demo.invalid", "Demo", "Reviewer", group=REVIEWERS),
    Person(
        "City lead, Kupang", "lead.kupang@demo.invalid", "Demo", "Lead Kupang", "id",
        city="kupang",
    ),
    Person(
        "Contributor, Kupang", "contributor.kupang@demo.invalid", "Demo",
        "Contributor Kupang", "id", city="kupang",
    ),
    Person(
        "City lead, Surabaya", "lead.surabaya@demo.invalid", "Demo", "Lead Surabaya",
        "id", city="surabaya",
    ),
    Person(
        "Contributor, Surabaya", "contributor.surabaya@demo.invalid", "Demo",
        "Contributor Surabaya", "id", city="surabaya",
    ),
)  # fmt: skip


def create_people(new_password: Callable[[], str]) -> list[tuple[str, str, str]]:
    """(role, e-mail, password) of those that were created now; the others keep
    their password."""
    created = []
    for person in PEOPLE:
        if not User.objects.filter(email=person.email).exists():
            password = new_password()
            _create(person, password)
            created.append((person.role, person.email, password))
    return created


def _create(person: Person, password: str) -> None:
    user = User.objects.create_user(
        person.email,
        password,
        first_name=person.first_name,
        last_name=person.last_name,
        is_superuser=person.superuser,
        is_staff=person.superuser,
    )
    UserProfile.objects.update_or_create(
        user=user, defaults={"preferred_language": person.language}
    )
    if person.group:
        user.groups.add(_network_group(person.group))
    if person.city:
        lead = "lead" in person.email
        role = Membership.Role.LEAD if lead else Membership.Role.CONTRIBUTOR
        grant_role(user=user, city=City.objects.get(slug=person.city), role=role)


def _network_group(name: str) -> Group:
    group, _created = Group.objects.get_or_create(name=name)
    group.permissions.add(
        Permission.objects.get(
            content_type__app_label="wagtailadmin", codename="access_admin"
        )
    )
    return group
