"""Quality of what is told: a story and its chapters held against the world's log, and the figures on its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Sum

from characters.models import EcosystemCharacter, Event, Goal
from characters.names import called
from relationships.models import LedgerEntry
from storytelling import coherence, continuity, facts, findings, logged, sifting
from storytelling.facts import Facts, Said
from storytelling.findings import Checked, Coherence
from storytelling.happenings import Happening, Person, Shift
from storytelling.models import Beat, Chapter, Passage, Story
from storytelling.outline import ArcOutline, BeatOutline, Motive, Outline

# Events before a story's end that its ledger goes back over; what came before is summed up in how they stood.
LOOKED_BACK = 4_000

# Places by key, as they are called in the world.
Places = Mapping[str, str]


def ledger_of(world_id: int, last: int, places: Places) -> Facts:
    """The fact ledger of a world's log up to an event, with everybody who was ever there."""
    first = max(1, last - LOOKED_BACK)
    happenings = logged.read(world_id, first, last)
    if first > 1:
        happenings.insert(0, Happening(first - 1, 0, 0, "narration", shifts=tuple(_stood(world_id, first))))
    cast = EcosystemCharacter.objects.filter(world=world_id).select_related("character")
    people = {
        one.pk: Person(
            one.pk, one.name, one.key, one.group, pronouns=one.character.pronouns,
            called=called(one.character.address, one.name),
        )
        for one in cast
    }  # fmt: skip
    departed = {one.pk: one.departed for one in cast if one.departed is not None}
    lines = Event.objects.filter(world=world_id, number__range=(first, last)).values_list("number", "lines")
    said = {number: tuple(Said(line["speaker"], line["text"]) for line in spoken) for number, spoken in lines if spoken}
    return facts.read(happenings, people, places, said, departed)


def _stood(world_id: int, first: int) -> list[Shift]:
    before = LedgerEntry.objects.filter(world=world_id, event__lt=first)
    summed = before.values_list("source", "target", "dimension").annotate(total=Sum("delta"))
    return [Shift(source, target, dimension, total) for source, target, dimension, total in summed.order_by()]


def outline_of(story: Story) -> Outline:
    """A story's rows as the value they were written from."""
    beats: dict[int, list[BeatOutline]] = {}
    rows = Beat.objects.filter(arc__story=story).order_by("arc", "number")
    steps = sifting.patterns_of(story.world_id)
    for beat in rows:
        beats.setdefault(beat.arc_id, []).append(
            BeatOutline(
                beat.kind, beat.text, beat.planned, beat.status, beat.actual, tuple(beat.event_numbers), beat.step
            )
        )
    arcs = [
        ArcOutline(
            number=arc.number,
            role=arc.role,
            title=arc.title,
            pattern=arc.pattern if arc.pattern in steps else "",
            genre=arc.genre,
            cast=tuple(arc.bindings.items()),
            beats=tuple(beats.get(arc.pk, ())),
            motives=tuple(Motive(**motive) for motive in arc.motives),
            status=arc.status,
            outcome=arc.outcome,
            focus=arc.focus_id,
            opened=arc.opened,
            closed=arc.closed,
        )
        for arc in story.arcs.order_by("number")
    ]
    return Outline(
        story.number, 0, story.title, story.summary, story.genre, tuple(arcs), story.status, story.outcome,
        story.opened, story.closed, tuple((number, level) for number, level in story.tension),
    )  # fmt: skip


def check_outline(story: Story, places: Places) -> Checked:
    outline = outline_of(story)
    known = ledger_of(story.world_id, max(outline.events, default=0), places)
    return continuity.check(outline, known, sifting.patterns_of(story.world_id))


def reading_of(story: Story, last: int, places: Places, texts: Sequence[str] = ()) -> coherence.Reading:
    """What a story's prose is held against, up to an event; names in the world's own texts are no strangers.

    `texts` are those that are not in its rows, as what its places are like.
    """
    world = story.world
    sheets = EcosystemCharacter.objects.filter(world=world).values_list("character__role", "character__gestures")
    roles = [text for role, gestures in sheets for text in (role, *map(str, gestures))]
    aims = Goal.objects.filter(holder__world=world).values_list("text", flat=True)
    return coherence.reading(
        ledger_of(world.pk, last, places),
        (story.title, story.summary, world.title, world.premise, *roles, *aims, *texts),
    )


def passages_of(chapters: Sequence[Chapter]) -> list[coherence.Passage]:
    rows = Passage.objects.filter(chapter__in=chapters).order_by("chapter__number", "number")
    return [coherence.Passage(row.text, tuple(row.event_numbers)) for row in rows]


def measure(story: Story, places: Places, texts: Sequence[str] = ()) -> tuple[Coherence, Checked]:
    """Check the outline and the current chapters, and write the figures to the story's row."""
    checked = check_outline(story, places)
    written = Chapter.objects.filter(story=story, is_current=True, status=Chapter.Status.WRITTEN)
    passages = passages_of(list(written))
    if passages:
        last = max((number for passage in passages for number in passage.events), default=0)
        checked.add(coherence.check(passages, reading_of(story, last, places, texts)))
    count = sum(len(passage.text.split()) for passage in passages)
    found = findings.measured(checked, count)
    shares = {"facts": found.facts, "causes": found.causes, "threads": found.threads, "voice": found.voice}
    Story.objects.filter(pk=story.pk).update(
        coherence=found.percent, shares=shares, errors_per_10k=found.errors_per_10k
    )
    return found, checked
