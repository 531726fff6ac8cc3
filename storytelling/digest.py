"""What of a stretch of a world's log is worth telling somebody who was away: the rare and grave before the daily."""

from __future__ import annotations

from collections.abc import Mapping

# What is told of, in the order of how much one would want to know it: act, one of it, several of it.
NOTABLE = (
    ("betray", "a betrayal", "betrayals"),
    ("declare_love", "a declaration of love", "declarations of love"),
    ("break_off", "a parting of ways", "partings of ways"),
    ("reveal_secret", "a secret given away", "secrets given away"),
    ("break_promise", "a broken promise", "broken promises"),
    ("ally", "an alliance", "alliances"),
    ("forgive", "a reconciliation", "reconciliations"),
    ("confess", "a confession", "confessions"),
    ("threaten", "a threat", "threats"),
    ("challenge", "a challenge", "challenges"),
    ("confront", "a confrontation", "confrontations"),
    ("accuse", "an accusation", "accusations"),
    ("promise", "a promise", "promises"),
    ("apologise", "an apology", "apologies"),
    ("court", "an advance", "advances"),
    ("insult", "an insult", "insults"),
)
# A digest is read in passing: more than this is a list.
MOST_TOLD = 2


def worth_telling(counts: Mapping[str, int]) -> str:
    """The most telling of what happened, from how often each act was done: "a betrayal and 2 confessions", or ""."""
    told = [
        one if counts[act] == 1 else f"{counts[act]} {many}" for act, one, many in NOTABLE if counts.get(act, 0) > 0
    ]
    return " and ".join(told[:MOST_TOLD])
