"""The page of who stands where in a world."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ecosystem import moments, outlook, ranks
from ecosystem.observatory import visible

# Rows of the table.
MOST = 50


@require_safe
def standing(request: HttpRequest, slug: str) -> HttpResponse:
    found = visible(request, slug)
    people = moments.people(outlook.living(found))
    groups = ranks.groups_of(found)
    context = {
        "world": found, "slug": slug, "tab": "standing", "groups": list(groups.values()),
        "ranks": ranks.ranks_of(found, people, groups, MOST), "more": len(outlook.present_ids(found)) - MOST,
        "reigns": ranks.reigns_of(found, people),
    }  # fmt: skip
    return render(request, "relationships/standing.html", context)
