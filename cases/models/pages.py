from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from cases.city_facts import city_context
from cases.forms import OwnFilesForm
from cases.page_rights import CityPageRights, FixedPageRights
from cases.routing import CaseRoutesMixin, in_all_languages
from members.models import City


class HomePage(CaseRoutesMixin, Page):
    """The root of one language's tree."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cases.CityPage", "cases.InfoPage"]
    private_page_options = []

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences.")
    )
    notice = models.TextField(
        _("notice"),
        blank=True,
        help_text=_("Shown above everything else, for example on a demonstration."),
    )

    content_panels = [*Page.content_panels, "introduction", "notice"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def permissions_for_user(self, user):
        return FixedPageRights(user, self)

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {
            "alternates": in_all_languages(request.path),
            "own_search_box": True,
        }


class CityPage(Page):
    """A city in one language's tree; its facts are those of `City`. Made, with the
    groups and the collection of the city, by `cases.cities`."""

    parent_page_types = ["cases.HomePage"]
    subpage_types = ["cases.CaseStudyPage"]
    private_page_options = []
    base_form_class = OwnFilesForm

    city = models.ForeignKey(City, models.PROTECT, editable=False, related_name="pages")
    introduction = models.TextField(
        _("about the city"),
        blank=True,
        help_text=_("What other cities should know, in a few sentences."),
    )
    cover = models.ForeignKey(
        "cases.HubImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    cover_alt = models.CharField(
        _("alternative text of the picture"), max_length=250, blank=True
    )

    content_panels = [
        *Page.content_panels,
        "introduction",
        MultiFieldPanel(
            [FieldPanel("cover"), FieldPanel("cover_alt")], heading=_("Picture")
        ),
    ]

    # The address is the city's slug for good: links, addresses of cases and old
    # addresses hang on it.
    promote_panels = []
    settings_panels = []

    class Meta:
        verbose_name = _("city page")
        verbose_name_plural = _("city pages")

    def permissions_for_user(self, user):
        return CityPageRights(user, self)

    def clean(self):
        super().clean()
        twin = CityPage.objects.filter(city_id=self.city_id, locale_id=self.locale_id)
        if self.city_id and twin.exclude(pk=self.pk).exists():
            raise ValidationError(_("This city has a page in this language already."))

    def serve(self, request, *args, **kwargs):
        if self.city.archived:
            raise Http404("archived")
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | city_context(
            self, request
        )


class InfoPage(Page):
    """Plain text: about, help, imprint."""

    parent_page_types = ["cases.HomePage", "cases.InfoPage"]
    subpage_types = ["cases.InfoPage"]
    private_page_options = []

    body = RichTextField(
        _("text"),
        blank=True,
        features=["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"],
    )

    search_fields = [*Page.search_fields, index.SearchField("body")]

    content_panels = [*Page.content_panels, "body"]

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")

    def get_context(self, request, *args, **kwargs):
        pages = Page.objects.live().filter(translation_key=self.translation_key)
        alternates = {
            language: f"/{language}/{url_path.split('/', 2)[2]}"
            for language, url_path in pages.values_list(
                "locale__language_code", "url_path"
            )
        }
        homes = {code: f"/{code}/" for code, _name in settings.LANGUAGES}
        return super().get_context(request, *args, **kwargs) | {
            "alternates": alternates,
            "language_urls": homes | alternates,
        }
