"""Take the pictures of README.md and docs/editing.md anew.

    .venv/bin/python -m docs.screenshots [NAME ...]

Starts a hub with demonstration content on loopback, needs Chromium, and writes to
docs/images/. Run it when what they show has changed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.chromium import chromium
from tests.browser.hub import Hub, demo_hub

IMAGES = Path(__file__).parent / "images"
CONTRIBUTOR = "contributor.surabaya@demo.invalid"
LEAD = "lead.surabaya@demo.invalid"
SUROBOYO = "[href*='suroboyo-bus']"


def main(names: list[str]) -> None:
    IMAGES.mkdir(exist_ok=True)
    with demo_hub() as hub, chromium() as browser:
        for name, (take, options) in SHOTS.items():
            if not names or name in names:
                page = new_page(browser, hub, **options)
                take(page)
                page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")
                page.context.close()
                print(f"docs/images/{name}.png")


def new_page(
    browser: Browser, hub: Hub, *, login: str = "", width: int = 1200, height: int = 820
) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        base_url=hub.url,
        locale="en-GB",
        color_scheme="light",
    )
    page = context.new_page()
    if login:
        page.goto("/admin/login/")
        page.fill("[name=username]", login)
        page.fill("[name=password]", hub.logins[login])
        page.click("form [type=submit]")
        page.wait_for_url("**/admin/")
        page.goto("/admin/account/")
        page.select_option("[name=locale-preferred_language]", "en")
        page.locator("form [type=submit]").last.click()
        page.wait_for_load_state("networkidle")
    return page


def home(page: Page) -> None:
    page.goto("/en/")


def results(page: Page) -> None:
    page.goto("/en/search/?q=waste&country=ID")


def case(page: Page) -> None:
    page.goto("/en/search/?q=suroboyo+bus")
    page.locator(f"#results {SUROBOYO}").first.click()
    page.wait_for_load_state("networkidle")


def explore(page: Page, address: str) -> None:
    """In a list of pages, go to those below the page with this public address."""
    row = page.locator("tr", has=page.locator(f"a[href='{address}']"))
    row.locator("a[href^='/admin/pages/']").last.click()
    page.wait_for_load_state("networkidle")


def city_pages(page: Page) -> None:
    page.goto("/admin/pages/")
    explore(page, "/en/")
    explore(page, "/en/surabaya/")


def form(page: Page) -> None:
    city_pages(page)
    page.locator("main tbody a[href$='/edit/']").first.click()
    page.wait_for_load_state("networkidle")


def results_tab(page: Page) -> None:
    form(page)
    page.get_by_role("tab", name="Means and results").click()


def publish_menu(page: Page) -> None:
    form(page)
    page.locator("footer .w-dropdown__toggle").first.click()


# Name of the picture: what leads there, and whose window it is.
SHOTS: dict[str, tuple[Callable[[Page], None], dict]] = {
    "home": (home, {}),
    "search": (results, {}),
    "case": (case, {}),
    "editing-city": (city_pages, {"login": CONTRIBUTOR}),
    "editing-snapshot": (form, {"login": CONTRIBUTOR}),
    "editing-results": (results_tab, {"login": CONTRIBUTOR}),
    "editing-publish": (publish_menu, {"login": LEAD}),
}

if __name__ == "__main__":
    main(sys.argv[1:])
