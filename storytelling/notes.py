"""Content notes: what a reader may wish to know beforehand, from the deeds that a story tells."""

from __future__ import annotations

from collections.abc import Iterable

# Deeds and developments by the note they earn, the gravest first.
NOTES: tuple[tuple[str, frozenset[str]], ...] = (
    ("threats", frozenset({"threaten", "provoke", "challenge"})),
    ("betrayal", frozenset({"betray", "reveal_secret", "break_promise", "lie", "betrayal_discovered", "coup"})),
    ("harsh words", frozenset({"insult", "mock", "accuse", "criticise", "confront"})),
    ("exclusion", frozenset({"snub", "reject", "break_off"})),
    ("unwanted advances", frozenset({"refused_advance"})),
    ("feuds", frozenset({"conflict_sabotage", "conflict_break", "conflict_feud"})),
    ("old wounds", frozenset({"wound_opened", "wound_reopened", "cracked"})),
    ("parting", frozenset({"departure"})),
    ("love", frozenset({"flirt", "court", "declare_love", "embrace"})),
)
# Advances that were turned down are a matter of their own.
ADVANCES = frozenset({"flirt", "court", "declare_love", "embrace"})


def of(deeds: Iterable[tuple[str, bool | None]]) -> list[str]:
    """The notes of a story's deeds, each an act and whether it was taken well."""
    told = list(deeds)
    found = {act for act, _ in told}
    if any(act in ADVANCES and accepted is False for act, accepted in told):
        found.add("refused_advance")
    return [note for note, acts in NOTES if acts & found]
