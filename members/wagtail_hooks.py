from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from members.models import City, Country


class SelectByLabel(forms.Select):
    """Choices in the order of their labels, which are in the reader's language."""

    def optgroups(self, name, value, attrs=None):
        groups = super().optgroups(name, value, attrs)
        return sorted(groups, key=lambda group: self._order(*group[1]))

    def _order(self, option, *rest):
        return (option["value"] != "", str(option["label"]))


class CityViewSet(SnippetViewSet):
    """Adding a city here also makes its pages, groups, collection and workflow."""

    model = City
    icon = "site"
    list_display = ["name", "country", "level", "citynet_member", "archived"]
    list_filter = ["country", "level", "citynet_member", "archived"]
    search_fields = ["slug", "names"]
    copy_view_enabled = False
    panels = [
        "names",
        FieldPanel(
            "slug", help_text=_("Part of every address of the city: never change it.")
        ),
        FieldRowPanel([FieldPanel("country", widget=SelectByLabel), "level"]),
        MultiFieldPanel(
            [
                FieldRowPanel(["latitude", "longitude"]),
                FieldRowPanel(["area_km2", "geography", "income_group"]),
                "website",
            ],
            heading=_("Facts"),
        ),
        InlinePanel("years", heading=_("Yearly figures"), label=_("Year")),
        FieldRowPanel(["citynet_member", "archived"]),
    ]


class CountryViewSet(SnippetViewSet):
    model = Country
    icon = "globe"
    list_display = ["name", "code", "region"]
    list_filter = ["region"]
    search_fields = ["code", "names"]
    panels = ["code", "names", "region"]


class PlacesViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Places")
    menu_icon = "site"
    menu_order = 300
    items = (CityViewSet, CountryViewSet)


register_snippet(PlacesViewSetGroup)
