"""The pages that ask the graph. Its driver comes with the first of them, as whoever shows any page imports all."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ecosystem.observatory import visible


@require_safe
def circles(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of all three; whatever it is asked, by its forms or in its address, it answers without a script, too."""
    return _answer(request, slug, "")


@require_safe
def introduction(request: HttpRequest, slug: str) -> HttpResponse:
    return _answer(request, slug, "#way")


@require_safe
def neighbourhood(request: HttpRequest, slug: str) -> HttpResponse:
    return _answer(request, slug, "#near")


def _answer(request: HttpRequest, slug: str, part: str) -> HttpResponse:
    from ecosystem import acquaintance

    return acquaintance.answer(request, visible(request, slug), part)
