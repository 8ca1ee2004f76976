from __future__ import annotations

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser, Group
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Collection

from members.names import Named


class UserManager(BaseUserManager):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields):
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, **fields
        )

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractUser):
    """A person who signs in. The e-mail address is the login."""

    username = None
    email = models.EmailField(_("e-mail address"), unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case")
        ]

    def __str__(self):
        return self.get_full_name() or self.email


class Region(models.TextChoices):
    SOUTHEAST_ASIA = "southeast-asia", _("South-East Asia")
    EAST_ASIA = "east-asia", _("East Asia")
    SOUTH_ASIA = "south-asia", _("South Asia")
    CENTRAL_ASIA = "central-asia", _("Central Asia")
    WEST_ASIA = "west-asia", _("West Asia")
    PACIFIC = "pacific", _("Pacific")
    EUROPE = "europe", _("Europe")
    AMERICAS = "americas", _("Americas")
    AFRICA = "africa", _("Africa")


class Country(Named):
    code = models.CharField(_("ISO 3166 code"), max_length=2, primary_key=True)
    region = models.CharField(_("region"), max_length=20, choices=Region.choices)

    class Meta:
        ordering = ["code"]
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        constraints = [
            models.CheckConstraint(
                condition=Q(region__in=Region.values), name="country_region_known"
            )
        ]


class IncomeGroup(models.TextChoices):
    """The World Bank's groups of economies."""

    LOW = "low", _("Low income")
    LOWER_MIDDLE = "lower-middle", _("Lower middle income")
    UPPER_MIDDLE = "upper-middle", _("Upper middle income")
    HIGH = "high", _("High income")


class Geography(models.TextChoices):
    COASTAL = "coastal", _("Coastal")
    ISLAND = "island", _("Island")
    INLAND = "inland", _("Inland")


class Level(models.TextChoices):
    CITY = "city", _("City")
    REGENCY = "regency", _("Regency")
    METROPOLITAN = "metropolitan", _("Metropolitan area")
    PROVINCE = "province", _("Province or state")
    COUNTRY = "country", _("Country")


class City(Named, ClusterableModel):
    """A city or another place that answers for cases, with its lasting facts.

    Yearly figures are in CityYear. A city is archived, never deleted: its cases, its
    members and other cities' copies hang on it.
    """

    slug = models.SlugField(_("short name for addresses"), unique=True)
    country = models.ForeignKey(
        Country, models.PROTECT, related_name="cities", verbose_name=_("country")
    )
    level = models.CharField(
        _("level"), max_length=20, choices=Level.choices, default=Level.CITY
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    area_km2 = models.FloatField(
        _("area in km²"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    geography = models.CharField(
        _("geography"), max_length=10, choices=Geography.choices, blank=True
    )
    income_group = models.CharField(
        _("income group"), max_length=15, choices=IncomeGroup.choices, blank=True
    )
    citynet_member = models.BooleanField(_("member of CityNet"), default=False)
    website = models.URLField(_("website"), blank=True)
    archived = models.BooleanField(
        _("archived"),
        default=False,
        help_text=_("Hides the city and all its cases without deleting anything."),
    )
    contributors = models.OneToOneField(
        Group, models.PROTECT, null=True, editable=False, related_name="+"
    )
    leads = models.OneToOneField(
        Group, models.PROTECT, null=True, editable=False, related_name="+"
    )

    collection = models.OneToOneField(
        Collection, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["slug"]
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__isnull=False,
                    longitude__range=(-180, 180),
                ),
                name="city_point_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(area_km2__isnull=True) | Q(area_km2__gt=0),
                name="city_area_positive",
            ),
            models.CheckConstraint(
                condition=Q(level__in=Level.values), name="city_level_known"
            ),
            models.CheckConstraint(
                condition=Q(geography__in=["", *Geography.values]),
                name="city_geography_known",
            ),
            models.CheckConstraint(
                condition=Q(income_group__in=["", *IncomeGroup.values]),
                name="city_income_group_known",
            ),
        ]

    def figures_for(self, year: int | None = None) -> CityYear | None:
        """The figures of the latest year up to `year`, or the latest of all."""
        years = [
            row for row in self.years.all() if year is None or row.year <= int(year)
        ]
        return max(years, key=lambda row: row.year, default=None)


class CityYear(models.Model):
    """What a city's statistics said of one year."""

    city = ParentalKey(City, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    population = models.PositiveBigIntegerField(_("population"), null=True, blank=True)
    budget = models.DecimalField(
        _("yearly budget"), max_digits=20, decimal_places=2, null=True, blank=True
    )
    budget_currency = models.CharField(
        _("currency"), max_length=3, blank=True, help_text=_("Three letters, as IDR.")
    )

    class Meta:
        ordering = ["-year"]
        verbose_name = _("yearly figures")
        verbose_name_plural = _("yearly figures")
        constraints = [
            models.UniqueConstraint(fields=["city", "year"], name="city_year_once"),
            models.CheckConstraint(
                condition=Q(budget__isnull=True)
                | (Q(budget__gte=0) & ~Q(budget_currency="")),
                name="city_year_budget_has_currency",
            ),
        ]

    def __str__(self):
        return f"{self.city} {self.year}"


class Membership(models.Model):
    """A person's role in one city. Written by `members.roles`, which keeps the
    groups that Wagtail's permissions hang on in step."""

    class Role(models.TextChoices):
        CONTRIBUTOR = "contributor", _("Contributor")
        LEAD = "lead", _("City lead")

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    city = models.ForeignKey(City, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=15, choices=Role.choices)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "city"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(role__in=["contributor", "lead"]),
                name="membership_role_known",
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.city}"
