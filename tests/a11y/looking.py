"""Looking at an open page as people do: with axe, on a small screen, in the dark; and saying all that is wrong."""

from itertools import pairwise

from playwright.sync_api import Page

from tests.e2e.pages import complaints_of
from tests.plugins.demo_site import AXE

RULES: dict[str, object] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
}
CONTRAST: dict[str, object] = {"runOnly": ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]}
# Only what is wrong comes back: the whole report of a page is a megabyte to carry over.
RUN_AXE = """async (rules) => (await axe.run(document, {...rules, resultTypes: ["violations"]}))
    .violations.flatMap((rule) => rule.nodes.map((node) => [rule.id, node.html.slice(0, 200)]))"""
# Links inside a sentence are exempt (WCAG 2.5.8); a box is pressed through its label.
TARGETS_TOO_SMALL = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary, .choice")]
    .filter((e) => e.checkVisibility() && !e.closest(".trap, .skip, .leaflet-container"))
    .filter((e) => !e.matches("label input, .check input"))
    .filter((e) => {
        const sentence = e.matches(".phone") ? null : e.parentElement.closest("p, dd, li");
        return !sentence || sentence.textContent.trim().length <= e.textContent.trim().length + 3;
    })
    .map((e) => [e.textContent.trim() || e.name, e.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.width < 43.9 || box.height < 43.9))
    .map(([text, box]) => `${text}: ${Math.round(box.width)} × ${Math.round(box.height)}`)"""
LOST = """width => [...document.querySelectorAll("body *")]
    .filter((e) => e.checkVisibility({visibilityProperty: true}))
    .filter((e) => !e.closest(".visually-hidden, .trap, .skip, .leaflet-container"))
    .filter((e) => {
        const box = e.getBoundingClientRect();
        return box.width > 0 && (box.right > width + 1 || box.left < -1);
    })
    .map((e) => `${e.tagName} ${e.className}: ${e.textContent.trim().slice(0, 40)}`)"""
WIDTH = "document.documentElement.scrollWidth"
OUTLINE = "() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((e) => Number(e.tagName[1]))"
OPEN_ALL = "() => document.querySelectorAll('details').forEach((e) => { e.open = true; })"


def faults(page: Page, rules: dict[str, object] = RULES) -> list[tuple[str, str]]:
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return [tuple(fault) for fault in page.evaluate(RUN_AXE, rules)]


def wrong_with(page: Page, *, thorough: bool = False) -> dict[str, object]:
    """Return what is wrong with a page opened 360 px wide, by what was looked at; nothing wrong: {}.

    Everything in the light at 360 px, and contrasts in the dark at 1280 px (`thorough`: both at both widths); then, at
    320 and 360 px and at twice the size (640 px), what leaves the screen, and at 360 what is too small to press; the
    outline of headings; what the console complained of.
    """
    page.evaluate(OPEN_ALL)
    found: dict[str, object] = {"axe, 360 light": faults(page)}
    found["targets too small"] = page.evaluate(TARGETS_TOO_SMALL)
    page.emulate_media(color_scheme="dark")
    if thorough:
        found["axe, 360 dark"] = faults(page, CONTRAST)
    page.set_viewport_size({"width": 1280, "height": 800})
    found["axe, 1280 dark"] = faults(page, CONTRAST)
    page.emulate_media(color_scheme="light")
    if thorough:
        found["axe, 1280 light"] = faults(page)
    for width in (320, 360, 640):
        page.set_viewport_size({"width": width, "height": 800})
        whole = page.evaluate(WIDTH)
        found[f"wider than {width}"] = [] if whole == width else whole
        if width == 320:
            found["lost at 320"] = page.evaluate(LOST, width)
    levels = page.evaluate(OUTLINE)
    is_outline = (levels[0], levels.count(1)) == (1, 1) and not [b for a, b in pairwise(levels) if b > a + 1]
    found["headings"] = [] if is_outline else levels
    found["console"] = complaints_of(page)
    return {name: fault for name, fault in found.items() if fault}
