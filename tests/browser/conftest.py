from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tests.browser.chromium import chromium, chromium_path
from tests.browser.hub import Hub, demo_hub

SIZES = {360: 740, 1280: 900}


def pytest_collection_modifyitems(items):
    """Mark what is in this folder; skip it where there is no Chromium."""
    required = os.environ.get("HUB_REQUIRE_BROWSER") == "1"
    missing = chromium_path() is None and not required
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            if missing:
                reason = "Chromium is not installed (or name it in HUB_CHROMIUM)"
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(autouse=True)
def own_index_and_cache():
    """The hub of these tests is another process: nothing here is changed."""


@pytest.fixture(scope="session")
def hub() -> Hub:
    with demo_hub() as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Browser:
    with chromium() as running:
        yield running


@dataclass
class Visit:
    """A page with what it asked other hosts for and what it complained of."""

    page: Page
    hub: Hub
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        response = self.page.goto(self.hub.url + path)
        assert response.ok, f"{response.status} at {path}"
        return self.page

    def open_case(self, language: str) -> Page:
        """The case that has all kinds of content and both languages."""
        page = self.open(f"/{language}/search/?q=suroboyo+bus")
        page.locator("#results a[href*='/surabaya/']").first.click()
        page.wait_for_load_state()
        return page

    def on_request(self, request: Request) -> None:
        if not request.url.startswith((self.hub.url, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@pytest.fixture
def visit(browser, hub) -> Callable[..., Visit]:
    """`visit(width=360, scheme="dark")` is a reader with an empty browser."""
    contexts = []

    def begin(*, width: int = 1280, scheme: str = "light", **options) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": SIZES[width]},
            color_scheme=scheme,
            **options,
        )
        contexts.append(context)
        reader = Visit(context.new_page(), hub)
        reader.page.on("request", reader.on_request)
        reader.page.on("console", reader.on_console)
        reader.page.on("pageerror", lambda error: reader.complaints.append(str(error)))
        return reader

    yield begin
    for context in contexts:
        context.close()
