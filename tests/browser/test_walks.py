"""Ways through the hub, by keyboard and without JavaScript."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def focus(page: Page, selector: str, limit: int = 80) -> None:
    """Press Tab until the element has the focus, as someone without a mouse does."""
    for _press in range(limit):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by Tab")


def test_the_first_tab_offers_to_skip_to_the_content(visit):
    page = visit().open("/en/")
    page.keyboard.press("Tab")
    link = page.locator(".skip-link")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_someone_searches_and_filters_by_keyboard_alone(visit):
    reader = visit()
    page = reader.open("/en/")
    focus(page, "main input[type=search]")
    page.keyboard.type("water")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/search/\?q=water$"))
    before = page.locator("#count").inner_text()
    focus(page, ".facet > summary")
    page.keyboard.press("Enter")
    focus(page, ".facet[open] .facet-values input")
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"[?&]q=water&\w+="))
    expect(page.locator("#count")).not_to_have_text(before)
    expect(page.locator("#results .chip")).to_have_count(1)
    assert not reader.complaints


def test_the_filters_of_a_phone_open_by_keyboard(visit):
    page = visit(width=360).open("/id/search/?q=air")
    focus(page, ".filters-panel > summary")
    page.keyboard.press("Enter")
    focus(page, ".facet > summary")
    expect(page.locator(".facet > summary").first).to_be_visible()


def test_what_has_the_focus_can_be_seen(visit):
    page = visit().open("/en/search/?q=water")
    for _press in range(25):
        page.keyboard.press("Tab")
        # The element itself or, as with a card, the frame that it is the link of.
        seen = page.evaluate(
            """() => {
                const at = document.activeElement;
                return [at, at.closest(".card")].some((e) => {
                    const style = e && getComputedStyle(e);
                    return style && style.outlineStyle !== "none"
                        && parseFloat(style.outlineWidth) > 0;
                });
            }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML")


def test_back_gives_the_results_before_the_filter(visit):
    page = visit().open("/en/search/?q=water")
    before = page.locator("#count").inner_text()
    focus(page, ".facet > summary")
    page.keyboard.press("Enter")
    focus(page, ".facet[open] .facet-values input")
    page.keyboard.press("Space")
    expect(page.locator("#count")).not_to_have_text(before)
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?q=water$"))
    expect(page.locator("#count")).to_have_text(before)


def test_searching_and_filtering_work_without_javascript(visit):
    page = visit(java_script_enabled=False).open("/id/")
    page.locator("main input[type=search]").fill("sampah")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/id/search/\?q=sampah$"))
    page.locator(".facet > summary").first.click()
    page.locator(".facet[open] .facet-values input").first.check()
    page.locator(".filters-apply").click()
    expect(page).to_have_url(re.compile(r"[?&]q=sampah&\w+="))
    page.locator("#results .chip").click()
    expect(page).to_have_url(re.compile(r"/id/search/\?q=sampah$"))


def test_the_language_switch_keeps_the_case_and_is_remembered(visit):
    reader = visit()
    page = reader.open_case("en")
    page.locator("header [data-language=id]").click()
    expect(page).to_have_url(re.compile(r"/id/surabaya/suroboyo-bus"))
    reader.open("/")
    expect(page).to_have_url(re.compile(r"/id/$"))


def test_a_case_can_be_printed_without_the_frame_around_it(visit):
    page = visit().open_case("en")
    page.emulate_media(media="print")
    expect(page.locator(".site-nav")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()


def test_a_citation_is_copied_with_a_click(visit):
    reader = visit(permissions=["clipboard-read", "clipboard-write"])
    page = reader.open_case("en")
    button = page.locator("[data-copy='#citation']")
    button.click()
    expect(button).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#citation").inner_text()
    assert not reader.complaints


def test_the_sign_in_speaks_the_language_of_the_page(visit):
    page = visit(locale="en-GB").open("/id/")
    page.get_by_role("link", name="Masuk").click()
    expect(page.locator("h1")).to_have_text("Masuk ke pusat pengetahuan")
    page.get_by_role("link", name="Kembali ke pusat pengetahuan").click()
    expect(page).to_have_url(re.compile(r"/id/$"))


def test_a_contributor_begins_to_write_from_a_phone(visit):
    reader = visit(width=360, locale="id-ID")
    email = "contributor.kupang@demo.invalid"
    page = reader.open("/admin/login/")
    page.fill("[name=username]", email)
    page.fill("[name=password]", reader.hub.logins[email])
    page.locator("form [type=submit]").click()
    page.get_by_role("link", name="Tulis studi kasus dalam bahasa Indonesia").click()
    expect(page.locator("#id_title")).to_be_visible()
    expect(page.locator("select[name=sector]")).to_be_visible()
    expect(page.locator("[data-minimap-container]")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
