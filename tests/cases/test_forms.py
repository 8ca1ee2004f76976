"""What the editor of a case offers, asks for and says."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.test.utils.form_data import inline_formset

from cases.models import SDG, CaseStudyPage, Sector
from tests.cases.case_form import add_url, snapshot
from tests.factories import make_case

pytestmark = pytest.mark.django_db


def test_a_picture_is_not_taken_without_what_it_needs_to_be_shown(client, lead):
    client.force_login(lead)
    url = reverse("wagtailimages_chooser:create")
    form = {"image-chooser-upload-file": get_test_image_file()}
    text = client.post(url, form).json()["htmlFragment"]
    assert text.count("This field is required.") == 4  # the title, too
    assert 'data-controller="w-sync"' in text


def test_a_missing_row_is_named_by_its_question(client, lead, kupang):
    client.force_login(lead)
    answers = {"indicators": inline_formset([]), "action-publish": "yes"}
    response = client.post(add_url(kupang), snapshot(**answers))
    errors = response.context["form"].non_field_errors()
    assert errors == ["Indicators: Please answer this before you publish."]


def test_terms_are_lists_of_those_in_use(client, lead, kupang):
    archived = Sector.objects.get(code="waste")
    case = make_case(city=kupang, sector=archived, sdgs=[SDG.objects.get(code="11")])
    Sector.objects.filter(pk=archived.pk).update(archived=True)
    SDG.objects.filter(code__in=["11", "12"]).update(archived=True)
    client.force_login(lead)
    new = client.get(add_url(kupang)).context["form"]
    assert new["sector"].field.widget.input_type == "select"
    assert archived not in new.fields["sector"].queryset
    mobility = new.fields["sub_dimension"].queryset.get(code="mobility")
    label = new.fields["sub_dimension"].label_from_instance(mobility)
    assert label == "Smart Living: Mobility"
    url = reverse("wagtailadmin_pages:edit", args=[case.pk])
    form = client.get(url).context["form"]
    assert archived in form.fields["sector"].queryset
    offered = form.fields["sdgs"].queryset.values_list("code", flat=True)
    assert "11" in offered
    assert "12" not in offered


def test_who_hands_in_reads_why_a_case_came_back(client, lead, contributor, kupang):
    client.force_login(contributor)
    client.post(add_url(kupang), snapshot(**{"action-submit": "yes"}))
    case = CaseStudyPage.objects.get()
    state = case.current_workflow_state.current_task_state
    state.task.specific.on_action(
        state, user=lead, action_name="reject", comment="How many schools?"
    )
    edit = reverse("wagtailadmin_pages:edit", args=[case.pk])
    assert "asked for changes: How many schools?" in client.get(edit).content.decode()


def test_staff_begin_to_write_on_the_first_page(client, contributor, kupang, surabaya):
    client.force_login(contributor)
    text = client.get(reverse("wagtailadmin_home")).content.decode()
    for language in ("en", "id"):
        assert add_url(kupang, language) in text
        assert add_url(surabaya, language) not in text
    assert text.index(add_url(kupang, "en")) < text.index(add_url(kupang, "id"))
    assert "summary__list" not in text


def test_a_case_is_published_again_with_its_rows_untouched(client, lead, kupang):
    client.force_login(lead)
    client.post(add_url(kupang), snapshot(**{"action-publish": "yes"}))
    case = CaseStudyPage.objects.get()
    row = case.indicators.get()
    rows = inline_formset(
        [
            {
                "id": row.pk,
                "name": "Waste banks",
                "before": "0.0000",
                "after": "214.0000",
            }
        ],
        initial=1,
    )
    answers = {"summary": "More of them.", "indicators": rows, "action-publish": "yes"}
    client.post(reverse("wagtailadmin_pages:edit", args=[case.pk]), snapshot(**answers))
    case.refresh_from_db()
    assert case.summary == "More of them."
    assert case.indicators.get() == row
