"""The matrix of relationships: a table whose cells are links, coloured, sized and shaped by what they tell.

Written as text because a template would take longer over sixteen hundred cells than all the rest of the page. A cell
tells its step three times over, by colour, by size and by shape, and says it in its name; so it needs no figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

from ecosystem.moments import Person

# From so many columns on the squares get smaller.
DENSE = 20


def heatmap(
    people: Sequence[Person],
    cells: Mapping[tuple[int, int], tuple[int, str]],
    pair: Callable[[int, int], str],
    page: Callable[[int], str],
    caption: str,
) -> str:
    """Rows stand to columns; `cells` holds (step -3..3, what it says), `pair` and `page` are addresses."""
    columns = "".join(_head(one, page, "col") for one in people)
    rows = "".join(
        f"<tr>{_head(one, page, 'row')}{''.join(_cell(one, other, cells, pair) for other in people)}</tr>"
        for one in people
    )
    kind = "matrix dense" if len(people) > DENSE else "matrix"
    return (
        f'<table class="{kind}" data-matrix><caption class="sr-only">{escape(caption)}</caption>'
        f"<thead><tr><td></td>{columns}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _head(one: Person, page: Callable[[int], str], scope: str) -> str:
    return f'<th scope="{scope}"><a href="{page(one.id)}" title="{escape(one.name)}">{escape(one.short)}</a></th>'


def _cell(
    one: Person,
    other: Person,
    cells: Mapping[tuple[int, int], tuple[int, str]],
    pair: Callable[[int, int], str],
) -> str:
    if one.id == other.id:
        return '<td class="self"></td>'
    found = cells.get((one.id, other.id))
    if found is None:
        return "<td></td>"
    step, told = found
    label = escape(f"{one.name} to {other.name}: {told}")
    return f'<td><a class="m{step} s{abs(step)}" href="{pair(one.id, other.id)}" aria-label="{label}"></a></td>'
