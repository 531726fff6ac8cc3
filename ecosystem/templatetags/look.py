"""Icons and faces for templates: `{% load look %}{% icon "play" %}{% face seed step %}`."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from characters import portraits
from characters.portraits import UPLOADED
from characters.typography import typeset

register = template.Library()
register.filter("typeset", typeset)


# All are drawn dozens of times a page and frame, and always the same for the same words.
@register.simple_tag
@lru_cache(maxsize=500)
def icon(name: str, kind: str = "") -> SafeString:
    """One icon of the sprite; the word for it stands beside it or in the label of the button. `kind` adds a class."""
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f"icon {kind}".strip(),
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag
@lru_cache(maxsize=4096)
def face(seed: str, step: int = 1, size: str = "", *, asleep: bool = False) -> SafeString:
    """A portrait with the ring of its mood: `step` -3 to 3 as `mood.step` has it, `size` "", tiny, large or huge."""
    kind = " ".join(filter(None, ["portrait", size, f"m{step}"]))
    return format_html('<span class="{}">{}</span>', kind, picture(seed, step, asleep=asleep))


@register.simple_tag
@lru_cache(maxsize=4096)
def picture(seed: str, step: int = 1, *, asleep: bool = False) -> SafeString:
    """The portrait alone. Its name always stands beside it, so it has no words of its own."""
    return format_html(
        '<img src="{}" alt="" width="80" height="80" decoding="async">',
        face_address(seed, portraits.ASLEEP if asleep else step + 3),
    )


@lru_cache(maxsize=4096)
def face_address(seed: str, mood: int) -> str:
    """A page of a feed asks for the same few faces a hundred times."""
    if seed.startswith(UPLOADED):
        return reverse("picture", args=[seed.removeprefix(UPLOADED)])
    return reverse("portrait", args=[seed, mood])


@register.simple_tag
@lru_cache(maxsize=4096)
def life_address(slug: str, key: str) -> str:
    """Where somebody's page is; a frame tells of the same people as the one before."""
    return reverse("character", args=[slug, key])


@register.simple_tag
def swatch(step: int) -> SafeString:
    """A dot in the colour of a mood; the word for it stands beside it."""
    return format_html('<span class="swatch m{}" aria-hidden="true"></span>', step)
