from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.models import Page, PageViewRestriction

from cases import blocks
from cases.choices import (
    EvidenceLevel,
    Form,
    Kind,
    Licence,
    Provenance,
    Scale,
    Stage,
    Visibility,
)
from cases.fields import MaxWordsValidator, MoneyField, PartialDateField, StoryField
from cases.forms import CaseCopyForm, CaseForm
from cases.models import columns
from cases.models.constraints import CASE_CONSTRAINTS
from cases.models.identity import CaseIdentity
from cases.models.panels import case_edit_handler
from cases.models.taxonomy import SDG, CaseTag, Cluster, Pillar, Sector, SubDimension
from cases.presentation import case_context
from members.models import City, Geography, IncomeGroup
from members.roles import is_member

TITLE_MAX_LENGTH = 100


class CaseStudyPage(Page):
    """One language version of a case. Its identity, shared by all versions, is
    `CaseIdentity`; what outsiders read of it is `cases.records.CaseRecord`.

    All questions may be empty in a draft: what must be answered before publication
    is decided in `cases.completeness` alone.
    """

    parent_page_types = ["cases.CityPage"]
    subpage_types = []
    private_page_options = []
    base_form_class = CaseForm
    copy_form_class = CaseCopyForm
    edit_handler = case_edit_handler()

    # Heading
    form = models.CharField(
        _("form"), max_length=10, choices=Form.choices, default=Form.SNAPSHOT
    )
    one_line_result = models.CharField(
        _("result in one line"), max_length=160, blank=True
    )
    summary = models.TextField(
        _("summary"), blank=True, validators=[MaxWordsValidator(250)]
    )
    cover = models.ForeignKey(
        "cases.HubImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cover picture"),
    )
    cover_alt = models.CharField(
        _("alternative text of the cover"), max_length=250, blank=True
    )

    # Who
    city = models.ForeignKey(City, models.PROTECT, editable=False, related_name="cases")
    lead_organisation = models.CharField(
        _("lead organisation"), max_length=200, blank=True
    )
    contact_name = models.CharField(_("contact person"), max_length=150, blank=True)
    contact_role = models.CharField(_("role"), max_length=150, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    contact_public = models.BooleanField(
        _("show the contact to everyone"), default=False
    )
    authors = columns.stream("author", blocks.AuthorBlock(), _("authors"), 20)

    # Where
    place_name = models.CharField(_("place"), max_length=200, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    profile_year = columns.year(_("year of the profile"))
    profile_population = models.PositiveBigIntegerField(
        _("population"), null=True, blank=True
    )
    profile_area_km2 = models.FloatField(_("area in km²"), null=True, blank=True)
    profile_budget = MoneyField(_("yearly budget"), max_digits=20)
    profile_budget_currency = models.CharField(
        _("currency of the budget"), max_length=3, blank=True
    )
    profile_income_group = columns.choice(_("income group"), IncomeGroup)
    profile_geography = columns.choice(_("geography"), Geography)

    # What kind
    sector = columns.term(Sector, _("primary sector"))
    other_sectors = columns.terms(Sector, _("other sectors"))
    cluster = columns.term(Cluster, _("CityNet cluster"))
    pillar = columns.term(Pillar, _("smart-city pillar"))
    sub_dimension = columns.term(SubDimension, _("sub-dimension"))
    primary_sdg = columns.term(SDG, _("main SDG"))
    sdgs = columns.terms(SDG, _("SDGs"))
    sdg_targets = columns.terms("cases.SDGTarget", _("SDG targets"))
    kind = columns.choice(_("kind"), Kind)
    scale = columns.choice(_("scale"), Scale)
    stage = columns.choice(_("stage"), Stage)
    target_groups = columns.terms("cases.TargetGroup", _("target groups"))
    tags = ClusterTaggableManager(
        through=CaseTag, blank=True, verbose_name=_("free tags")
    )

    # When
    start = PartialDateField(_("start"))
    end = PartialDateField(_("end"))
    ongoing = models.BooleanField(_("still running"), default=False)
    months_to_run = models.PositiveSmallIntegerField(
        _("months from decision to running"), null=True, blank=True
    )

    # Story
    situation = StoryField(_("situation before"))
    objectives = StoryField(_("objectives"))
    solution = StoryField(_("solution"))
    steps = columns.stream("step", blocks.StepBlock(), _("steps"), 30)
    innovation = StoryField(_("what was new"))
    participation = StoryField(_("stakeholders and participation"))
    legal_basis = StoryField(_("legal basis"))
    technology = columns.stream(
        "technology", blocks.TechnologyBlock(), _("technology"), 20
    )

    # Means
    cost_total = MoneyField(_("total cost"))
    cost_currency = models.CharField(_("currency"), max_length=3, blank=True)
    cost_year = columns.year(_("year of the cost"))
    investment = MoneyField(_("investment"))
    running_cost = MoneyField(_("yearly running cost"))
    staff = models.DecimalField(
        _("staff"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )

    # Results
    results = StoryField(_("results in words"))
    evidence_level = columns.choice(_("evidence level"), EvidenceLevel)

    # Honest part
    success_factors = StoryField(_("success factors"))
    barriers = columns.stream("barrier", blocks.BarrierBlock(), _("barriers"), 20)
    failures = StoryField(_("what did not work"))
    lessons = StoryField(_("lessons"))
    sustainability = StoryField(_("sustainability"))

    # Transfer
    what_to_copy = StoryField(_("what to copy"))
    what_to_adapt = StoryField(_("what to adapt"))
    conditions_people = StoryField(_("people needed"))
    conditions_money = StoryField(_("money needed"))
    conditions_law = StoryField(_("law needed"))
    conditions_data = StoryField(_("data needed"))
    offers_visit = models.BooleanField(_("ready to host a visit"), default=False)
    offers_mentoring = models.BooleanField(_("ready to mentor"), default=False)
    offers_documents = models.BooleanField(_("ready to share documents"), default=False)
    seeks_partner = models.BooleanField(_("looking for a partner city"), default=False)
    quick_win = models.BooleanField(_("quick win"), default=False)

    # Media
    videos = columns.stream("video", blocks.LinkBlock(), _("videos"), 10)
    links = columns.stream("link", blocks.LinkBlock(), _("links"), 30)
    awards = columns.stream("award", blocks.AwardBlock(), _("awards"), 20)

    # Rights and provenance
    text_licence = models.CharField(
        _("licence of the text"),
        max_length=20,
        choices=Licence.choices,
        default=Licence.CC_BY,
    )
    consent_city = models.BooleanField(_("the city agrees"), default=False)
    consent_persons = models.BooleanField(_("persons shown agree"), default=False)
    visibility = models.CharField(
        _("visibility"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.PUBLIC,
    )
    embargo_until = models.DateField(_("public from"), null=True, blank=True)
    provenance = models.CharField(
        _("provenance"),
        max_length=12,
        choices=Provenance.choices,
        default=Provenance.CITY,
    )
    source_name = models.CharField(_("name of the source"), max_length=250, blank=True)
    source_url = models.URLField(_("link to the source"), blank=True, max_length=500)
    last_confirmed = models.DateField(
        _("last confirmed by the city"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")
        constraints = CASE_CONSTRAINTS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not args and "live" not in kwargs:
            # add_child() saves without publishing: what nobody published is a draft.
            self.live = False

    @property
    def identity(self) -> CaseIdentity:
        """The identity row; raises DoesNotExist for a page that was never saved."""
        if getattr(self, "_identity", None) is None:
            self._identity = CaseIdentity.objects.get(
                translation_key=self.translation_key
            )
        return self._identity

    def visible_to(self, user) -> bool:
        """May `user` read the published version? The same rule, for one page, as
        `cases.records.open_cases` and `public_cases` are for all."""
        embargoed = (
            self.visibility == Visibility.EMBARGO
            and self.embargo_until > timezone.localdate()
        )
        if not self.live or self.city.archived or embargoed:
            return False
        return self.visibility != Visibility.MEMBERS or is_member(user)

    def url_in(self, language: str) -> str:
        """The address at which a reader of `language` gets this version, framed in
        that language (see `cases.routing`)."""
        return f"/{language}/{self.city.slug}/{self.slug}/"

    def full_clean(self, *args, **kwargs):
        self._take_city_from_parent()
        super().full_clean(*args, **kwargs)

    def clean(self):
        super().clean()
        errors = {}
        if self.alias_of_id:
            # It would be a case of its own, online while the other is withdrawn.
            errors["alias_of"] = _("A case has no alias: copy or translate it.")
        if len(self.title or "") > TITLE_MAX_LENGTH:
            errors["title"] = _("A title has at most 100 characters.")
        if self.sub_dimension and self.sub_dimension.pillar_id != self.pillar_id:
            errors["sub_dimension"] = _("This sub-dimension is of another pillar.")
        if self.start and self.end and self.end < self.start[: len(self.end)]:
            errors["end"] = _("The end is before the start.")
        if errors:
            raise ValidationError(errors)

    def save(self, *args, **kwargs):
        self._take_city_from_parent()
        with transaction.atomic():
            self._take_visibility_from_original()
            result = super().save(*args, **kwargs)
            self._identity, _created = CaseIdentity.objects.get_or_create(
                translation_key=self.translation_key,
                defaults={
                    "city": self.city,
                    "original_language": self.locale.language_code,
                },
            )
        return result

    def _take_visibility_from_original(self):
        """However a translation is saved (an edit, a revert, a schedule), it is no
        more public than its original, and offline without it."""
        original = self.published_original()
        if original is self:
            return
        if original is None:
            self.live = False
        else:
            self.visibility = original.visibility
            self.embargo_until = original.embargo_until

    def published_original(self) -> CaseStudyPage | None:
        """This page if it is the original, or nobody's translation yet; else the
        original, or None where that is not published."""
        identity = CaseIdentity.objects.filter(
            translation_key=self.translation_key
        ).first()
        if identity is None or identity.original_language == self.locale.language_code:
            return self
        return (
            CaseStudyPage.objects.live()
            .filter(
                translation_key=self.translation_key,
                locale__language_code=identity.original_language,
            )
            .first()
        )

    def _take_city_from_parent(self):
        parent = self.get_parent() if self.path else None
        if parent is not None:
            self.city_id = City.objects.values_list("pk", flat=True).get(
                pages__page_ptr=parent
            )

    def get_view_restrictions(self):
        """Wagtail's page privacy is not offered: `visibility` is the one rule."""
        return PageViewRestriction.objects.none()

    def serve(self, request, *args, **kwargs):
        if not self.visible_to(request.user):
            if self.visibility == Visibility.MEMBERS and request.user.is_anonymous:
                return redirect_to_login(request.get_full_path())
            raise Http404("not for this reader")
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | case_context(
            self, request
        )
