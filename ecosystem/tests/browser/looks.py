"""What every page must be, however it is looked at: free of barriers, no wider than the screen, named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[1].joinpath("axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
THEMES = ("light", "dark")
# All that another theme can change: it moves nothing and hides nothing.
COLOURS = ["color-contrast", "link-in-text-block"]


def barriers(page: Page, rules: list[str] = RULES) -> list[str]:
    """What axe finds, as one line a node."""
    if not page.evaluate("'axe' in window"):
        # Evaluated rather than added as a script, which the policy would refuse.
        page.evaluate(f"{AXE};0")
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found["violations"] for node in rule["nodes"]]


def faults(page: Page, theme: str = THEMES[0]) -> list[str]:
    """Everything there is to complain of; in a further theme only what its colours can have spoilt."""
    if theme != THEMES[0]:
        return barriers(page, COLOURS)
    title, overflow, headings = page.evaluate(
        "[document.title, document.documentElement.scrollWidth - innerWidth, document.querySelectorAll('h1').length]"
    )
    found = barriers(page)
    if not title or title.startswith(("·", " ")):
        found.append(f"no title: {title!r}")
    if overflow > 0:
        found.append(f"{overflow} pixels wider than the screen")
    if headings != 1:
        found.append(f"{headings} first headings")
    return found


def everywhere(page: Page) -> Iterator[tuple[str, str]]:
    """The page in both sizes and both themes, as (size, theme)."""
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        for theme in THEMES:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            yield size, theme
