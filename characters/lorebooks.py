"""Books brought into worlds: their entries copied, so that each world's lore goes its own way from there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from characters import rows
from characters.cards import card as cards
from characters.cards import lore
from characters.cards.card import CardData
from characters.cards.report import Report
from characters.cards.scan import Known
from characters.cards.text import line
from characters.models import Card, Character, EcosystemCharacter, LoreEntry
from characters.worded import worded

# Characters of whoever {{char}} is.
LONGEST_CHAR = 80
# Worlds whose lore a process keeps until it changes.
WORLDS_KEPT = 64


def book_of(card: Card) -> lore.Book | None:
    """The book in a card, read once more from what was kept."""
    value = card.value
    if card.is_book:
        return lore.book(cards.data_of(value) if cards.spec_of(value) else value, "data", Report())
    return lore.book(cards.data_of(value).get("character_book"), "data.character_book", Report())


def adopt(card: Card, world_id: int, holder: EcosystemCharacter | None = None) -> int:
    """Copy a card's book into a world; what is there already stays as it is. How many entries came in."""
    book = book_of(card) if card.entry_count else None
    if book is None:
        return 0
    there = set(LoreEntry.objects.filter(world=world_id, card=card).values_list("number", flat=True))
    now, char = timezone.now(), _called(card, holder)
    entries = [
        LoreEntry(
            world_id=world_id,
            card=card,
            number=number,
            holder=holder,
            char=char,
            name=entry.name,
            keys=list(entry.keys),
            secondary_keys=list(entry.secondary_keys),
            excluded_keys=list(entry.excluded_keys),
            content=entry.content,
            order=entry.order,
            priority=entry.priority,
            enabled=entry.enabled,
            constant=entry.constant,
            selective=entry.selective,
            case_sensitive=entry.case_sensitive,
            use_regex=entry.use_regex,
            raw=entry.raw,
            updated_at=now,
        )
        for number, entry in enumerate(book.entries)
        if number not in there
    ]
    rows.insert(entries, keeping=True)
    return len(entries)


def _called(card: Card, holder: EcosystemCharacter | None) -> str:
    """Who {{char}} is: the card's nickname, where it has one, else the name that its character goes by now."""
    nickname = None if card.is_book else cards.data_of(card.value).get("nickname")
    if isinstance(nickname, str) and (called := line(nickname, LONGEST_CHAR)):
        return called
    return holder.name if holder else line(card.name, LONGEST_CHAR)


def adopt_with(life: EcosystemCharacter) -> int:
    """The lore that a character brings along into the world it has just come to."""
    card = newest_card(life.character)
    return adopt(card, life.world_id, life) if card is not None else 0


def newest_card(character: Character) -> Card | None:
    return Card.objects.filter(character=character).order_by("-pk").first()


# By world: how many entries held, which, and when one was last changed; and the entries.
_kept: dict[int, tuple[list[Any], tuple[Known, ...]]] = {}


def known(world_id: int, minute: int, told: Sequence[Sequence[Any]] | None = None) -> tuple[Known, ...]:
    """A world's lore as it holds at this minute; read anew only when an entry has changed, come or gone.

    `told` is what `stamp` finds, where somebody has asked that already.
    """
    stamps = [list(row) for row in (stamp(world_id, minute) if told is None else told)]
    if not stamps:
        return ()
    if world_id not in _kept or _kept[world_id][0] != stamps[0]:
        if len(_kept) >= WORLDS_KEPT:
            _kept.clear()
        in_force = LoreEntry.objects.filter(world=world_id).in_force(minute)
        _kept[world_id] = stamps[0], tuple(entry.known() for entry in in_force.defer("raw"))
    return _kept[world_id][1]


@worded
def stamp(world: int, minute: int) -> QuerySet[LoreEntry, tuple[Any, ...]]:
    """By what a world's lore at this minute is told from another."""
    by_world = LoreEntry.objects.filter(world=world).in_force(minute).order_by().values("world")
    latest = Cast(Max("updated_at"), TextField())
    return by_world.annotate(count=Count("pk"), which=Sum("pk"), latest=latest).values_list("count", "which", "latest")


def card_data(card: Card) -> CardData | None:
    """A character's card, read once more from what was kept; none of a book."""
    return None if card.is_book else cards.read(card.value, Report())
