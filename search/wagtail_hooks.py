from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet

from search.models import GlossaryEntry

PREFILLED = ("english", "indonesian", "abbreviations")


class GlossaryCreateView(CreateView):
    def get_initial(self):
        """What the address brings, such as the words of a search without results."""
        given = {
            name: self.request.GET[name][
                : GlossaryEntry._meta.get_field(name).max_length
            ]
            for name in PREFILLED
            if name in self.request.GET
        }
        return super().get_initial() | given


class GlossaryViewSet(SnippetViewSet):
    model = GlossaryEntry
    icon = "openquote"
    menu_label = _("Glossary")
    menu_name = "glossary"
    menu_order = 320
    add_to_admin_menu = True
    add_view_class = GlossaryCreateView
    copy_view_enabled = False
    list_display = ["english_line", "indonesian_line", "abbreviations_line", "live"]
    list_filter = ["live"]
    list_per_page = 50
    search_fields = ["english", "indonesian", "abbreviations", "note"]
    panels = [
        FieldRowPanel(["english", "indonesian"]),
        FieldPanel("abbreviations"),
        "note",
        "live",
    ]


register_snippet(GlossaryViewSet)
