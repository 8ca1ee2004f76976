from __future__ import annotations

from itertools import chain

from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Value
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from search.glossary import (
    FALSE_FRIENDS,
    MAX_TERM_CHARS,
    MAX_TERM_WORDS,
    MAX_TERMS,
    Entry,
)
from search.text import STOP_WORDS, clean, words

_MAX_TEXT = MAX_TERMS * (MAX_TERM_CHARS + 1)


def _not_longer_than(limit: int, *names: str) -> models.Q:
    return models.Q(*(LessThanOrEqual(Length(name), Value(limit)) for name in names))


class GlossaryEntry(models.Model):
    """The names of one thing in both languages, which a search takes for each other.

    One term a line, the usual one first. Kept by the secretariat.
    """

    english = models.TextField(
        _("English terms"),
        blank=True,
        max_length=_MAX_TEXT,
        help_text=_("One a line, the usual one first."),
    )
    indonesian = models.TextField(
        _("Indonesian terms"),
        blank=True,
        max_length=_MAX_TEXT,
        help_text=_("One a line, the usual one first."),
    )
    abbreviations = models.TextField(
        _("abbreviations"),
        blank=True,
        max_length=_MAX_TEXT,
        help_text=_("One a line, of either language. Leave out what also means more."),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    live = models.BooleanField(
        _("in use"), default=True, help_text=_("Searches take only these.")
    )

    class Meta:
        verbose_name = _("glossary entry")
        verbose_name_plural = _("glossary")
        ordering = ["english", "indonesian", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(english="", indonesian=""),
                name="glossary_entry_has_a_full_name",
            ),
            models.CheckConstraint(
                condition=_not_longer_than(
                    _MAX_TEXT, "english", "indonesian", "abbreviations"
                ),
                name="glossary_entry_is_short",
            ),
        ]

    def __str__(self):
        names = (*self.english.splitlines(), *self.indonesian.splitlines())
        return next(iter(names), "")

    @property
    def entry(self) -> Entry:
        return Entry(*(tuple(getattr(self, n).splitlines()) for n in Entry._fields))

    @display(description=_("English terms"), ordering="english")
    def english_line(self):
        return ", ".join(self.entry.english)

    @display(description=_("Indonesian terms"), ordering="indonesian")
    def indonesian_line(self):
        return ", ".join(self.entry.indonesian)

    @display(description=_("abbreviations"), ordering="abbreviations")
    def abbreviations_line(self):
        return ", ".join(self.entry.abbreviations)

    def clean(self):
        errors = {}
        for name in Entry._fields:
            terms = tidy_terms(getattr(self, name))
            setattr(self, name, "\n".join(terms))
            if problems := [p for p in map(_problem, terms) if p]:
                errors[name] = problems
            elif len(terms) > MAX_TERMS:
                text = _("There are more than %(most)s terms.")
                errors[name] = text % {"most": MAX_TERMS}
        if not self.english and not self.indonesian:
            errors["english"] = _("Give a full name in one of the languages.")
        elif not errors and len(_different(self.entry)) < 2:
            errors["english"] = _("Give at least two terms that differ.")
        if errors:
            raise ValidationError(errors)


def tidy_terms(text: str) -> list[str]:
    """The lines of `text` without blanks that say nothing and without repetitions."""
    terms: dict[str, str] = {}
    for line in text.splitlines():
        if term := " ".join(clean(line).split()):
            terms.setdefault(term.casefold(), term)
    return list(terms.values())


def _different(entry: Entry) -> set[tuple[str, ...]]:
    return {tuple(words(term)) for term in chain.from_iterable(entry)}


def _problem(term: str) -> str:
    """What is wrong with one term, or ""."""
    found = words(term)
    values = {"term": term, "chars": MAX_TERM_CHARS, "words": MAX_TERM_WORDS}
    if len(term) > MAX_TERM_CHARS or len(found) > MAX_TERM_WORDS:
        text = _("“%(term)s” has more than %(chars)s characters or %(words)s words.")
    elif not found or STOP_WORDS.issuperset(found):
        text = _("“%(term)s” has no word that a search looks for.")
    elif len(found) == 1 and found[0] in FALSE_FRIENDS:
        text = _(
            "“%(term)s” alone means one thing in English and another in Indonesian: "
            "use it in a longer term."
        )
    else:
        return ""
    return text % values
