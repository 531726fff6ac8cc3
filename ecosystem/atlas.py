"""The pages of a world's ties: map, matrix and table with their layers and days, files of them all, and two people."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from ecosystem import camps, faith, heatmap, moments, outlook, pairs, tiefiles, ties
from ecosystem.models import World
from ecosystem.observatory import visible, wants_part
from ecosystem.roles import Role
from ecosystem.ties import Lens, People, Tie
from relationships import mapping
from relationships.layers import LAYERS
from relationships.models import CharacterRelationship, LedgerEntry

KINDS = {"csv": "text/csv; charset=utf-8", "graphml": "application/xml; charset=utf-8"}


@require_safe
def atlas(request: HttpRequest, slug: str) -> HttpResponse:
    """The ties of a world through a lens; asked for by the observatory, the rows of the table alone."""
    found = visible(request, slug)
    lives = outlook.living(found)
    if any(one.x is None for one in lives):
        mapping.lay_out(found.pk)
        lives = outlook.living(found)
    # Who has left is still in the past, and in nobody's way today.
    today = ties.day_of(found.minute)
    people = moments.people(lives)
    lens = Lens.of(request.GET, people, today)
    if lens.day is None:
        people = moments.people(outlook.present(lives))
    shown = ties.seen(found, lens, people)
    context: dict[str, object] = {
        "world": found, "slug": slug, "people": people, "lens": lens, "today": today, "shown": shown,
        "views": ties.VIEWS, "layers": LAYERS, "shows": ties.SHOWN, "day": today if lens.day is None else lens.day,
        "one": people.get(lens.who or 0), "tab": "map", "live": wants_part(request),
        "choices": _choices(people, lens.who),
    }  # fmt: skip
    if lens.view == "table":
        context["rows"] = ties.staged(shown, lens)
    elif lens.view == "matrix":
        context |= _matrix(found, lens, people, shown)
    else:
        context |= {"chart": ties.chart(found, lens, lives, people, shown), "told": ties.told(shown, lens)}
    part = "#rows" if "only" in request.GET else "#view"
    return render(request, f"relationships/atlas.html{part if wants_part(request) else ''}", context)


def _choices(people: People, who: int | None) -> SafeString:
    """Whoever can be in focus, as text: a template would take longer over five hundred than the map."""
    return mark_safe(
        "".join(
            f'<option value="{one.id}"{" selected" if one.id == who else ""}>Around {escape(one.name)}</option>'
            for one in people.values()
        )
    )


def _matrix(world: World, lens: Lens, people: People, shown: Sequence[Tie]) -> dict[str, object]:
    order, squares = ties.squares(shown, people, lens)
    at = reverse("map", args=[world.slug])
    cells = {pair: (tie.step, f"{tie.word}, {tie.value:+.2f}".replace("-", "−")) for pair, tie in squares.items()}
    drawn = heatmap.heatmap(
        order,
        cells,
        lambda one, other: f"{at}{one}/{other}/",
        lambda one: reverse("character", args=[world.slug, one]),
        f"{lens.what.label} of each row to each column",
    )
    return {"matrix": mark_safe(drawn), "in_matrix": len(order)}


@require_safe
def export(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Every tie of the world as a file for a spreadsheet or a graph program, of today or of a day that is past."""
    if kind not in KINDS:
        raise Http404
    found = visible(request, slug)
    people = moments.people(outlook.living(found))
    lens = Lens.of(request.GET, people, ties.day_of(found.minute))
    if lens.day is None:
        rows = CharacterRelationship.objects.filter(world=found).order_by("source", "target")
        bonds = [row.bond() for row in rows]
    else:
        bonds = LedgerEntry.objects.sums(found.pk, ties.last_event_of(found, lens.day))
    write = tiefiles.csv_of if kind == "csv" else tiefiles.graphml_of
    response = HttpResponse(write(people, bonds), content_type=KINDS[kind])
    day = f"-day-{lens.day}" if lens.day is not None else ""
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-ties{day}.{kind}"'
    return response


@require_safe
def pair(request: HttpRequest, slug: str, one: int, other: int) -> HttpResponse:
    """Two people, both directions side by side, and every change with its reason."""
    found = visible(request, slug)
    lives = {life.pk: life for life in found.cast.select_related("character").filter(pk__in=(one, other))}
    if len(lives) != 2:
        raise Http404
    before = outlook.number_in(request.GET.get("before", ""))
    context: dict[str, object] = {
        "world": found, "slug": slug, "tab": "map", "before": before,
        "pair": pairs.of(found, lives[one], lives[other], before),
        "may_direct": found.may(request.user, Role.DIRECTOR) and all(life.departed is None for life in lives.values()),
    }  # fmt: skip
    if wants_part(request):
        return render(request, "relationships/pair.html#changes", context)
    return render(request, "relationships/pair.html", context | _between(found, one, other))


def _between(world: World, one: int, other: int) -> dict[str, object]:
    """What holds between two beyond what they feel: quarrels, alliances, betrayals, words given."""
    people = moments.people(outlook.living(world))
    return {
        "quarrels": camps.quarrels_of(world, people, (one, other)),
        "leagues": camps.leagues_of(world, people, (one, other)),
        "wrongs": faith.wrongs_of(world, people, between=(one, other)),
        "words": faith.words_of(world, people, between=(one, other)),
    }
