"""The documentation names everything that there is, and nothing that there is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver

from cases import urls as cases_urls
from knowledge_hub import urls as hub_urls
from search import urls as search_urls
from search.fields import FACETS

ROOT = Path(__file__).resolve().parents[1]
DOCS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
VARIABLE = re.compile(r"env\.\w+\(\s*\"([A-Z_]+)\"")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
# Wagtail's and Django's, which our docs tell to run.
OTHERS_COMMANDS = {
    "check", "collectstatic", "compilemessages", "createsuperuser", "makemessages",
    "makemigrations", "migrate", "publish_scheduled", "runserver",
}  # fmt: skip


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def all_docs() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in DOCS)


def variables() -> set[str]:
    folder = ROOT / "knowledge_hub" / "settings"
    texts = (path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    return {name for text in texts for name in VARIABLE.findall(text)}


def commands() -> set[str]:
    found = ROOT.glob("[a-z]*/management/commands/[a-z]*.py")
    return {path.stem for path in found}


def url_names() -> set[str]:
    """Names of our own addresses; those of Wagtail are Wagtail's to document."""
    names = set()
    for namespace, module in (("search:", search_urls), ("cases:", cases_urls)):
        names |= {namespace + pattern.name for pattern in module.urlpatterns}
    for pattern in hub_urls.urlpatterns:
        if isinstance(pattern, URLPattern):
            names.add(pattern.name)
        else:
            assert isinstance(pattern, URLResolver)
    return names


@pytest.mark.parametrize("name", sorted(variables()))
def test_a_variable_of_the_settings_is_documented(name):
    assert re.search(rf"^#?{name}=", read(".env.example"), re.MULTILINE)
    assert f"| `{name}` |" in read("docs/configuration.md")


def test_no_variable_is_documented_that_nothing_reads():
    documented = set(re.findall(r"^#?([A-Z_]+)=", read(".env.example"), re.MULTILINE))
    documented |= set(
        re.findall(r"^\| `([A-Z_]+)`", read("docs/configuration.md"), re.M)
    )
    elsewhere = set(re.findall(r"\$\{([A-Z_]+)", read("compose.yaml")))
    assert documented == variables() | elsewhere


@pytest.mark.parametrize("name", sorted(commands()))
def test_a_command_is_documented(name):
    assert f"manage.py {name}" in all_docs()


def test_no_command_is_documented_that_does_not_exist():
    told = set(re.findall(r"manage\.py ([a-z_]+)", all_docs()))
    assert not told - commands() - OTHERS_COMMANDS


def test_every_target_of_the_makefile_is_documented_and_none_else():
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    told = set(re.findall(r"make ([a-z-]+)\b(?=[^a-z]* |`|$)", read("CONTRIBUTING.md")))
    assert targets <= told
    listed = re.search(r"^\.PHONY: (.*)$", read("Makefile"), re.MULTILINE)[1].split()
    assert set(listed) == targets


def test_the_makefile_stays_short():
    assert len(read("Makefile").splitlines()) <= 40


@pytest.mark.parametrize("name", sorted(url_names()))
def test_an_address_is_documented(name):
    assert f"| `{name}` |" in read("docs/architecture.md")


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_pictures_of_a_document_exist(path):
    targets = LINK.findall(path.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert not [target for target in local if not (path.parent / target).exists()]


def test_facets_of_the_search_are_documented():
    assert not [name for name in FACETS if f"`{name}`" not in read("docs/search.md")]
