"""The questions of the case study: their order, groups, help and who must answer.

The editor's tabs, the completeness score, the checks before publication and the
columns of import and export all follow this one list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Part = Literal["snapshot", "full"]


@dataclass(frozen=True)
class Question:
    """`name` is the model's field or row relation. `part` says which form asks it,
    `required` whether that form cannot be published without an answer."""

    name: str
    help: str | Promise = ""
    part: Part = "full"
    required: bool = False


@dataclass(frozen=True)
class Group:
    code: str
    label: str | Promise
    questions: tuple[Question, ...]


def _s(name, help_text="", *, required=False):
    return Question(name, help_text, "snapshot", required)


def _f(name, help_text="", *, required=False):
    return Question(name, help_text, "full", required)


GROUPS: tuple[Group, ...] = (
    Group(
        "heading",
        _("Heading"),
        (
            _s("title", _("What is it? At most 100 characters."), required=True),
            _s(
                "form",
                _("A snapshot takes twenty minutes and can be completed later."),
            ),
            _s(
                "one_line_result",
                _("One sentence with a number: what is better now?"),
                required=True,
            ),
            _s(
                "summary",
                _("For a colleague in another city, in at most 250 words."),
                required=True,
            ),
            _s("cover", _("A picture of the practice; people shown must agree.")),
            _s("cover_alt", _("What the picture shows, for those who cannot see it.")),
        ),
    ),
    Group(
        "who",
        _("Who"),
        (
            _s(
                "lead_organisation",
                _("The agency that answers for the practice."),
                required=True,
            ),
            _s("contact_name", _("Whom may another city phone or write to?")),
            _s("contact_role"),
            _s(
                "contact_email",
                _("Only members of the network see it unless you say otherwise."),
                required=True,
            ),
            _s("contact_public", _("Shows name, role and e-mail to every reader.")),
            _f("partners", _("Who helped, and with what kind of support?")),
            _f("authors", _("Persons who may be cited as authors of this text.")),
        ),
    ),
    Group(
        "where",
        _("Where"),
        (
            _f("place_name", _("Neighbourhood, street or facility, if it is one.")),
            _f("latitude", _("In degrees, as -10.1718.")),
            _f("longitude", _("In degrees, as 123.6075.")),
            _f(
                "profile_year",
                _("The year that the figures below are of, so that they stay true."),
            ),
            _f("profile_population"),
            _f("profile_area_km2"),
            _f("profile_budget", _("The city's yearly budget, not the project's.")),
            _f("profile_budget_currency", _("Three letters, as IDR.")),
            _f("profile_income_group"),
            _f("profile_geography"),
        ),
    ),
    Group(
        "what",
        _("What kind"),
        (
            _s("sector", _("The one field of work that fits best."), required=True),
            _f("other_sectors"),
            _f("cluster"),
            _f("pillar", _("The pillar of the Smart City masterplan.")),
            _f("sub_dimension", _("One of the three sub-dimensions of that pillar.")),
            _s("primary_sdg", _("The goal it helps most."), required=True),
            _s("sdgs", _("Other goals that it helps.")),
            _f("sdg_targets"),
            _f("kind"),
            _f("scale"),
            _s("stage", _("Where does it stand today?"), required=True),
            _s("tags", _("Your own words, separated by commas.")),
            _f("target_groups", _("Who benefits?")),
        ),
    ),
    Group(
        "when",
        _("When"),
        (
            _s("start", _("A year is enough: 2019, 2019-10."), required=True),
            _s("end", _("Leave empty if it still runs.")),
            _s("ongoing"),
            _f("key_dates", _("At most five.")),
            _f("months_to_run", _("How long did it take until it worked?")),
        ),
    ),
    Group(
        "story",
        _("Story"),
        (
            _s("situation", _("What was the problem, for whom?"), required=True),
            _f("objectives", _("What did you want to reach?"), required=True),
            _s("solution", _("What do you do now? How does it work?"), required=True),
            _f("steps", _("What was done, by whom, and when?"), required=True),
            _f("innovation", _("What was new here or anywhere?")),
            _f("participation", _("Who was asked, who took part in deciding?")),
            _f("legal_basis", _("Regulations with number and year.")),
            _f("technology", _("Systems used, their licence and hosting.")),
        ),
    ),
    Group(
        "means",
        _("Means"),
        (
            _f("cost_total", _("All money spent so far, in one currency.")),
            _f("cost_currency", _("Three letters, as IDR or USD.")),
            _f("cost_year", _("The year of these prices.")),
            _f("investment", _("Spent once, to build or buy.")),
            _f("running_cost", _("Spent each year.")),
            _f("funding", _("Where the money comes from, with shares.")),
            _f("staff", _("Full-time posts.")),
        ),
    ),
    Group(
        "results",
        _("Results"),
        (
            _s(
                "indicators",
                _("At least one number that you can prove, before and after."),
                required=True,
            ),
            _f("results", _("What changed that numbers do not show?"), required=True),
            _s("evidence_level", _("Who measured it?"), required=True),
        ),
    ),
    Group(
        "honest",
        _("Honest part"),
        (
            _f("success_factors", _("Why did it work here?"), required=True),
            _f(
                "barriers",
                _("What was in the way, and how did you get past it?"),
                required=True,
            ),
            _f(
                "failures",
                _("What failed, or what would you do differently?"),
                required=True,
            ),
            _s("lessons", _("What should others know before starting?"), required=True),
            _f("sustainability", _("What keeps it going after this mayor?")),
        ),
    ),
    Group(
        "transfer",
        _("Transfer"),
        (
            _f("what_to_copy", _("What can be taken over as it is?")),
            _f("what_to_adapt", _("What depends on your place?")),
            _f("conditions_people", _("Posts and skills needed."), required=True),
            _f("conditions_money", _("Money needed at least."), required=True),
            _f("conditions_law", _("Rules that must exist first."), required=True),
            _f("conditions_data", _("Data and systems needed."), required=True),
            _f("offers_visit"),
            _f("offers_mentoring"),
            _f("offers_documents"),
            _f("seeks_partner"),
            _f("quick_win", _("Twelve months or less, with a visible result.")),
        ),
    ),
    Group(
        "media",
        _("Media"),
        (
            _f("gallery"),
            _f("videos", _("Links only: the hub loads nothing from elsewhere.")),
            _f("documents", _("Regulations, terms of reference, budgets, slides.")),
            _f("links"),
            _f("awards"),
        ),
    ),
    Group(
        "rights",
        _("Rights"),
        (
            _s("text_licence", _("How others may use your text."), required=True),
            _s(
                "consent_city",
                _("The city agrees that this is published."),
                required=True,
            ),
            _s(
                "consent_persons",
                _("Everyone who can be recognised agrees, or nobody can be."),
                required=True,
            ),
            _f("visibility"),
            _f("embargo_until", _("Only for publication from a date on.")),
            _f("provenance", _("Who tells this: the city, or a published source?")),
            _f("source_name", _("Needed if it is described from a source.")),
            _f("source_url"),
            _f("last_confirmed"),
        ),
    ),
)

QUESTIONS: dict[str, Question] = {
    question.name: question for group in GROUPS for question in group.questions
}
