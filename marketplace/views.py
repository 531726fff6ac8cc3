from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.casts import Cast, search


@require_safe
def shelf(request: HttpRequest, casts: Callable[[], Sequence[Cast]]) -> HttpResponse:
    """The casts on offer. `casts` is handed down by the address map: the starters live above this app."""
    on_offer = casts()
    query, genre = request.GET.get("q", "").strip()[:80], request.GET.get("genre", "")
    found = search(on_offer, query, genre)
    context = {
        "casts": found,
        "count": sum(len(cast.people) for cast in found),
        "genres": sorted({cast.genre for cast in on_offer}),
        "genre": genre,
        "query": query,
        "section": "casts",
    }
    return render(request, "marketplace/shelf.html", context)
