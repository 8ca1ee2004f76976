"""Which questions a case leaves open."""

from __future__ import annotations

from cases.choices import Form, Provenance
from cases.questions import QUESTIONS

# A description from a published source has no contact, consent or evidence of the
# city's; what makes it honest is that it names the source.
REQUIRED_OF_CATALOGUED = ("title", "summary", "source_name")

# Switches and settings: a "no" is an answer, so they say nothing of completeness.
NOT_COUNTED = {
    "form", "contact_public", "ongoing", "offers_visit", "offers_mentoring",
    "offers_documents", "seeks_partner", "quick_win", "text_licence", "visibility",
    "embargo_until", "provenance", "source_name", "source_url", "last_confirmed",
    "other_sectors", "sdgs", "end", "cover_alt", "consent_city", "consent_persons",
}  # fmt: skip


def is_answered(case, name: str) -> bool:
    value = getattr(case, name)
    if hasattr(value, "all"):
        return bool(list(value.all()))
    if value is None or value is False:
        return False
    return isinstance(value, (int, float)) or bool(value)


def required(case) -> list[str]:
    """Names of the questions that must be answered before `case` is published."""
    if case.provenance == Provenance.CATALOGUED:
        return list(REQUIRED_OF_CATALOGUED)
    parts = {"snapshot", "full"} if case.form == Form.FULL else {"snapshot"}
    return [q.name for q in QUESTIONS.values() if q.required and q.part in parts]


def missing(case) -> list[str]:
    """Required questions without an answer, in the order of the form."""
    return [name for name in required(case) if not is_answered(case, name)]


def completeness(case) -> int:
    """How much of the full form is answered, in per cent; each question counts once."""
    names = [name for name in QUESTIONS if name not in NOT_COUNTED]
    return round(100 * sum(is_answered(case, name) for name in names) / len(names))
