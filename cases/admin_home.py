"""For city staff in the admin: where one begins to write, why a case came back."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import get_language
from wagtail.admin.ui.components import Component
from wagtail.models import TaskState, WorkflowState

from cases.models import CityPage


def pages_to_write_under(user) -> list[CityPage]:
    """The pages of the cities that `user` writes for, the reader's language first."""
    groups = user.groups.all()
    pages = CityPage.objects.filter(
        Q(city__contributors__in=groups) | Q(city__leads__in=groups),
        city__archived=False,
    ).select_related("city", "locale")
    language = (get_language() or "en")[:2]
    return sorted(
        pages.distinct(),
        key=lambda page: (
            page.city.slug,
            page.locale.language_code != language,
            page.locale.language_code,
        ),
    )


class WritePanel(Component):
    """Wagtail's own way leads through the tree of pages, which nobody has to know."""

    name = "write_a_case"
    template_name = "cases/admin/write_panel.html"
    order = 50

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        return {"pages": pages_to_write_under(user)}


def reason_of_return(page) -> TaskState | None:
    """What the lead who asked for changes said, until the case is handed in again."""
    state = page.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return None
    return state.current_task_state
