"""The pattern workshop: the house's patterns and the world's own, an editor, and a trial on what has happened here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from characters.datafile import MAX_BYTES, DataFault, Located, faults
from ecosystem.models import User, World
from relationships.acts import ACTS
from relationships.developments import KINDS
from storytelling import inbox, logged, patterns, sifting, trials, views
from storytelling import models as rows
from storytelling.exported import ExportedLog
from storytelling.matching import Match
from storytelling.models import StorySeed
from storytelling.patterns import Pattern, PatternsFile, worded
from storytelling.switcher import plain_title

LONGEST = 20_000
# Patterns that a world may have of its own.
MOST_OWN = 20
# Events of the past that a trial goes through.
PAST = 5_000
# Matches told of a trial.
MOST_TOLD = 6
# What a step, an unless-clause or an ending may say, for whoever writes one.
FIELDS = (
    ("says", "what happens, in words; people in braces, as {a}"),
    ("acts, families", "which deeds it may be; any of them"),
    ("by, to", "who does it, and to whom"),
    ("against", "whom it harms, to their face or behind their back"),
    ("of, seen_by", "whom it is about; who sees it"),
    ("among", "all of these take part, whoever begins"),
    ("to_one_of", "it is done to one of these"),
    ("accepted", "true where it was taken well, false where it was refused"),
    ("after, within", "turns since the step before: at least, at most"),
    ("same_place", "at the place of that step, counted from 1"),
    ("harm, importance", "at least so harmful, so important: 0 to 1"),
    ("learns", "somebody comes to know of a step: {a: 2}"),
    ("if", 'conditions that must hold: ["trust(a, b) >= .6"]'),
    ("beat", "of a step: setup, inciting, rising, crisis, climax"),
)
CONDITIONS = (
    ("trust(a, b) >= .65", "also affection, respect, familiarity, attraction, fear, regard"),
    ("stage(a, b) in friend, close friend", "what they are to each other"),
    ("repute(a) <= -.1", "what all who have an opinion think of them"),
    ("rank(a) <= .33", "the upper third of the cast"),
    ("risen(a, 1) >= .1", "by how much their repute has changed since step 1"),
    ("cooled(a, b, 1) >= .2", "by how much a thinks less of b since step 1"),
    ("felt(a, remorse)", "this made a feel it"),
    ("knows(a, 2)", "a knows of what happened at step 2"),
    ("same_group(a, b)", "also rival_groups(a, b)"),
    ("against_values(a)", "what a did goes against something a holds dear"),
    ("not knows(a, 2)", "the contrary of any of these"),
)
NEW = """patterns:
  kindness_repaid:
    title: "{b} repays {a}"
    summary: "{a} helped {b}, and {b} did not forget it."
    genres: {romance: .6, adventure: .5}
    lead: b
    steps:
      - {says: "{a} helps {b}", acts: [help, comfort, give], by: a, to: b, accepted: true, beat: setup}
      - {says: "{b} helps {a}", acts: [help, comfort, give], by: b, to: a, accepted: true, after: 2, beat: climax}
    unless:
      - {says: "{a} turns on {b}", families: [hostile], by: a, to: b}
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A pattern in the list."""

    key: str
    title: str
    summary: str
    genres: list[str]
    steps: int
    found: int
    is_active: bool = True


@require_safe
def workshop(request: HttpRequest, slug: str) -> HttpResponse:
    world = views.visible(request, slug)
    counted = StorySeed.objects.filter(world=world, kind=StorySeed.Kind.COMPLETE).values("pattern").order_by()
    found = dict(counted.annotate(count=Count("pk")).values_list("pattern", "count"))
    own = list(rows.Pattern.objects.filter(world=world).order_by("title"))
    read = {row.pk: _read(row) for row in own}
    context = {
        **views.frame(request, world, "patterns"),
        "own": [entry(form, found, is_active=row.is_active) for row in own if (form := read[row.pk]) is not None],
        "broken": [row for row in own if read[row.pk] is None],
        "house": [
            entry(pattern, found)
            for pattern in sorted(patterns.catalogue().values(), key=lambda one: (-found.get(one.key, 0), one.key))
        ],
    }
    return render(request, "storytelling/workshop.html", context)


def entry(pattern: Pattern, found: Mapping[str, int], *, is_active: bool = True) -> Entry:
    strongest = sorted(pattern.genres, key=lambda genre: -pattern.genres[genre])
    return Entry(
        pattern.key, plain_title(pattern.title), plain_title(pattern.summary), strongest[:2], len(pattern.steps),
        found.get(pattern.key, 0), is_active,
    )  # fmt: skip


def _read(row: rows.Pattern) -> Pattern | None:
    try:
        return patterns.read_text(row.source)[0]
    except DataFault:
        return None


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str, key: str = "") -> HttpResponse:
    """A pattern's text: read, tried on the world's past, or saved as the world's own."""
    world = views.visible(request, slug)
    own = rows.Pattern.objects.filter(world=world, key=key).first() if key else None
    house = source_of(key) if key and own is None else ""
    if key and own is None and not house:
        raise Http404
    context: dict[str, object] = {
        **views.frame(request, world, "patterns"),
        "key": key, "own": own, "house": bool(house), "source": own.source if own else house or NEW,
        "longest": LONGEST, "fields": FIELDS, "conditions": CONDITIONS, "families": families(),
    }  # fmt: skip
    if request.method == "POST":
        views.steered(request, slug)
        text = request.POST.get("source", "")[:LONGEST].replace("\r\n", "\n")
        found = faults_of(text)
        context |= {"source": text, "faults": found}
        if not found and "save" in request.POST:
            if answer := save(request, world, own, text):
                return answer
        elif not found:
            context["trial"] = trial(world, patterns.read_text(text)[0])
    part = "#result" if request.headers.get("HX-Request-Type") == "partial" else ""
    status = 422 if context.get("faults") and not part else 200
    return render(request, f"storytelling/pattern.html{part}", context, status=status)


def families() -> list[tuple[str, list[str]]]:
    """Every deed by its family, then what comes of things by rule."""
    found: dict[str, list[str]] = {}
    for key, act in ACTS.items():
        found.setdefault(act.family, []).append(key)
    return [*found.items(), ("comes of things", sorted(KINDS))]


def source_of(key: str) -> str:
    """The text of a house pattern, as its file has it."""
    if key not in patterns.catalogue():
        return ""
    for path in sorted(patterns.FOLDER.glob("*.yaml")):
        if found := re.search(rf"^  {key}:\n(?:    .*\n|\n)*", f"{path.read_text()}\n", re.M):
            return f"patterns:\n{found[0].rstrip()}\n"
    return ""


def faults_of(text: str) -> list[DataFault]:
    """What is wrong with a pattern's text, by its lines."""
    if len(text.encode()) > MAX_BYTES:
        return [DataFault("pattern", 1, "", "is too long")]
    try:
        document = Located("pattern", text)
    except DataFault as fault:
        return [fault]
    found = faults(document, PatternsFile)
    if not found and len(document.value["patterns"]) != 1:
        found.append(document.fault(("patterns",), "holds several patterns; write one at a time"))
    return found


def save(request: HttpRequest, world: World, own: rows.Pattern | None, text: str) -> HttpResponse | None:
    """Keep the pattern, and let the sieve take it up from the next turn on; None where it can't be kept."""
    pattern = patterns.read_text(text)[0]
    others = rows.Pattern.objects.filter(world=world)
    if own is not None:
        others = others.exclude(pk=own.pk)
    if others.filter(key=pattern.key).exists():
        messages.error(request, f"There is another pattern called {pattern.key}. Give this one a name of its own.")
        return None
    if own is None and others.count() >= MOST_OWN:
        messages.error(request, f"A world has room for {MOST_OWN} patterns of its own. Delete one first.")
        return None
    user = request.user if isinstance(request.user, User) else None
    row = own or rows.Pattern(world=world, author=user)
    row.key, row.title, row.source = pattern.key, plain_title(pattern.title)[:120], text
    row.is_active = request.POST.get("is_active") == "on"
    with transaction.atomic():
        row.save()
        sifting.renew(world.pk)
    messages.success(request, f"“{row.title}” is kept{'' if row.is_active else ', and rests'}.")
    return redirect("stories:workshop", slug=world.slug)


@require_POST
def delete(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    world = views.steered(request, slug)
    row = get_object_or_404(rows.Pattern, world=world, key=key)
    with transaction.atomic():
        row.delete()
        sifting.renew(world.pk)
    messages.success(request, f"“{row.title}” is gone. Stories begun from it go on.")
    return redirect("stories:workshop", slug=slug)


@dataclass(frozen=True, slots=True)
class Told:
    """A match of a trial in words: what came, with the events, and what is missing or ended it."""

    title: str
    steps: list[tuple[str, inbox.Evidence | None]]
    done: int
    total: int
    ended: str = ""
    ended_by: int = 0


@dataclass(frozen=True, slots=True)
class Tried:
    """What a trial says on the page."""

    events: int
    count: int
    complete: list[Told]
    nearly: list[Told]
    died: list[Told]
    # Each step in words, how many events fit it by themselves, and that as a share of the most.
    fitting: list[tuple[str, int, float]]
    why_not: str


def trial(world: World, pattern: Pattern) -> Tried:
    """What the pattern would have matched in the world's past, and what was missing where it did not."""
    people = logged.people_of(world.pk)
    first = max(1, world.log_position - PAST + 1)
    log = ExportedLog(people, world.genre, logged.read(world.pk, first, world.log_position))
    tried = trials.tried(pattern, log)
    told = [*tried.complete[:MOST_TOLD], *tried.nearly[:MOST_TOLD], *(death.match for death in tried.died[:MOST_TOLD])]
    evidence = inbox.evidence_of(world, {number for match in told for number in match.events})
    names = {who: person.name for who, person in people.items()}

    def words(match: Match, ended: str = "", by: int = 0) -> Told:
        cast = dict(match.cast)
        steps = [
            (worded(step.says, cast, names), evidence.get(number) if number else None)
            for step, number in zip(pattern.steps, (*match.events, *[0] * 8), strict=False)
        ]
        return Told(worded(pattern.title, cast, names), steps, match.done, len(pattern.steps), ended, by)

    most = max(tried.fitting, default=0) or 1
    return Tried(
        events=sum(one.number > 0 for one in log.happenings),
        count=len(tried.complete),
        complete=[words(match) for match in tried.complete[:MOST_TOLD]],
        nearly=[words(match) for match in tried.nearly[:MOST_TOLD]],
        died=[
            words(death.match, worded(death.says, dict(death.match.cast), names), death.event)
            for death in tried.died[:MOST_TOLD]
        ],
        fitting=[
            (plain_title(step.says), count, count / most)
            for step, count in zip(pattern.steps, tried.fitting, strict=True)
        ],
        why_not=trials.why_not(pattern, tried, people),
    )
