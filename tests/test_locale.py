"""The Indonesian catalogue is complete, compiled, and of the present texts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = ROOT / "knowledge_hub" / "locale"
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
SOURCES = ("cases", "knowledge_hub", "members", "search", "templates")
NAMED = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def path(language: str, ending: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / f"django.{ending}"


def key(entry: polib.POEntry) -> tuple[str, str, str]:
    return (entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


@pytest.fixture(params=LANGUAGES)
def catalogue(request) -> polib.POFile:
    return polib.pofile(str(path(request.param, "po")))


def test_no_string_is_missing_or_fuzzy(catalogue):
    assert not [entry.msgid for entry in catalogue.untranslated_entries()]
    assert not [entry.msgid for entry in catalogue.fuzzy_entries()]
    assert not [entry.msgid for entry in catalogue.obsolete_entries()]


def test_a_translation_has_the_same_placeholders(catalogue):
    wrong = [
        entry.msgid
        for entry in catalogue
        for text in translations(entry)
        if set(NAMED.findall(text))
        != set(NAMED.findall(entry.msgid_plural or entry.msgid))
    ]
    assert not wrong


def test_a_translation_begins_and_ends_as_its_text(catalogue):
    wrong = [
        entry.msgid
        for entry in catalogue
        for text in translations(entry)
        if (text[:1].isspace(), text[-1:].isspace())
        != (entry.msgid[:1].isspace(), entry.msgid[-1:].isspace())
        or (entry.msgid[-1] in ".?:") != (text[-1:] in ".?:")
    ]
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_texts(language):
    source = polib.pofile(str(path(language, "po")))
    compiled = polib.mofile(str(path(language, "mo")))
    assert {key(e): translations(e) for e in compiled} == {
        key(e): translations(e) for e in source
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_every_text_of_code_and_templates(language, tmp_path):
    if (
        shutil.which("xgettext") is None
        and os.environ.get("HUB_REQUIRE_GETTEXT") != "1"
    ):
        pytest.skip("the gettext tools are not installed")
    ignored = shutil.ignore_patterns("__pycache__", "*.mo", "*.po", "static", "demo")
    for folder in SOURCES:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    command = [sys.executable, "-m", "django", "makemessages", "-l", language]
    # The texts alone are wanted: no settings, no folder for each app.
    (tmp_path / "locale").mkdir()
    env = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    result = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    found = {
        key(entry)
        for file in tmp_path.rglob("django.po")
        for entry in polib.pofile(str(file))
    }
    present = {key(entry) for entry in polib.pofile(str(path(language, "po")))}
    assert sorted(found - present) == []
    assert sorted(present - found) == []
