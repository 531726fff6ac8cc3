"""What has passed between two people, and the moment they meet in: all that a wish or an answer may look at.

Ensemble's predicates look back over turns and over ordered facts; here the log between two is read once into
`Dealings`, from one side, and every rule asks that. Nobody knows of a lie that was believed but the liar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from characters.minds import Deed, Mind, Reason
from relationships.acts import ACTS, Family
from relationships.bonds import Bond
from relationships.rumours import Tale

# A deed at least this harmful is a wrong until it is made good.
WRONG = 0.2
# A kindness at least this important asks for thanks.
KINDNESS = 0.25
# Somebody is pursued for this many minutes after the other's last advance.
PURSUIT = 2880
# After so long nobody need be thanked any more.
THANKS = 1440
# Long ago: where two have never met.
NEVER = 10**9

ADVANCES = frozenset({"flirt", "court", "declare_love"})
# What both have equal part in is no favour to either.
SHARED = frozenset({"embrace", "celebrate"})
# It wrongs the one whose secret it is, not the one who hears it.
BEHIND_BACKS = frozenset({"gossip", "reveal_secret"})
AMENDS = frozenset({"apologise", "make_amends", "confess"})


class Third(NamedTuple):
    """Somebody whom an act between two may be about: how the doer and the other stand to them."""

    id: int
    name: str
    mine: Bond
    theirs: Bond
    present: bool = False
    # The newest thing they did to the doer that is not made good yet.
    wrong: Deed | None = None
    # What the doer would tell of them, and how much of an act's effect on how they are seen that has.
    tale: Tale | None = None
    weight: float = 1.0


class Nudge(NamedTuple):
    """A pull on one act, or away from it, beyond the rules; in their points."""

    bonus: float
    reason: Reason
    # It comes from within (a habit, a wound), not from a whisper, the director or the story.
    own: bool = False


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The moment: world minute, mood of the place, how many others are near, and whom one might speak of."""

    minute: int
    place_mood: str = ""
    witnesses: int = 0
    third: Third | None = None
    # Secrets of the third that the actor was let into.
    secrets_of_third: int = 0
    nudges: Mapping[str, tuple[Nudge, ...]] = field(default_factory=dict)
    # How often the actor has done each act of late, to whomever.
    lately: Mapping[str, int] = field(default_factory=dict)
    # guided, balanced or free: how much the pull from outside counts against one's own will.
    autonomy: str = "balanced"
    # romance, mystery, adventure or tragedy: what sort of tale it is.
    genre: str = ""


@dataclass(frozen=True, slots=True)
class Dealings:
    """The log between two as one of them knows it; deeds newest first."""

    by_me: tuple[Deed, ...] = ()
    to_me: tuple[Deed, ...] = ()
    # The newest wrong not made good yet, of mine and of theirs.
    my_wrong: Deed | None = None
    their_wrong: Deed | None = None
    my_promise: Deed | None = None
    their_promise: Deed | None = None
    # A kindness of theirs that I have not thanked for.
    favour: Deed | None = None
    # Their last advance that I have not turned away.
    advance: Deed | None = None
    last_minute: int = -NEVER

    def since(self, minute: int) -> int:
        """Minutes since the two last had to do with each other."""
        return minute - self.last_minute


def dealings(deeds: Sequence[Deed], me: int, other: int) -> Dealings:
    """Read the deeds between `me` and `other` (oldest first; those of others are passed over)."""
    by_me: list[Deed] = []
    to_me: list[Deed] = []
    open_matters: dict[str, Deed | None] = {}
    for deed in deeds:
        if deed.initiator == me and deed.responder == other:
            by_me.append(deed)
            _by_me(deed, open_matters)
        elif deed.initiator == other and deed.responder == me and not _hidden(deed):
            to_me.append(deed)
            _to_me(deed, open_matters)
    last = max((found[-1].minute for found in (by_me, to_me) if found), default=-NEVER)
    return Dealings(tuple(by_me[::-1]), tuple(to_me[::-1]), **open_matters, last_minute=last)


def wrongs(deed: Deed) -> bool:
    """Whether the deed wrongs the one it was done to."""
    if deed.stands is False:
        return False
    return deed.harm >= WRONG and (deed.act not in BEHIND_BACKS or deed.about_responder)


def favours(deed: Deed) -> bool:
    """Whether the deed is a kindness that asks for thanks."""
    kind = deed.polarity > 0.3 and deed.accepted and ACTS[deed.act].intensity >= KINDNESS
    return kind and deed.act not in ADVANCES and deed.act not in SHARED


def _hidden(deed: Deed) -> bool:
    return deed.secret or ACTS[deed.act].result(deed.accepted).concealed


def _by_me(deed: Deed, matters: dict[str, Deed | None]) -> None:
    if deed.act == "promise" and deed.accepted:
        matters["my_promise"] = deed
    elif deed.act in {"keep_promise", "break_promise"}:
        matters["my_promise"] = None
    if wrongs(deed):
        _wronged(matters, "my_wrong", deed)
    elif deed.act in AMENDS and deed.accepted:
        _settled(matters, "my_wrong")
    elif deed.act == "forgive":
        _settled(matters, "their_wrong")
        if deed.accepted:
            matters["their_promise"] = None
    if deed.act == "thank":
        matters["favour"] = None
    if deed.act == "reject":
        matters["advance"] = None


def _to_me(deed: Deed, matters: dict[str, Deed | None]) -> None:
    if deed.act == "promise" and deed.accepted:
        matters["their_promise"] = deed
    elif deed.act in {"keep_promise", "break_promise"}:
        matters["their_promise"] = None
    if wrongs(deed):
        _wronged(matters, "their_wrong", deed)
    elif deed.act in AMENDS and deed.accepted:
        _settled(matters, "their_wrong")
    elif deed.act == "forgive" and deed.accepted:
        _settled(matters, "my_wrong")
        matters["my_promise"] = None
    if favours(deed):
        matters["favour"] = deed
    if deed.act in ADVANCES:
        matters["advance"] = deed


def _wronged(matters: dict[str, Deed | None], side: str, deed: Deed) -> None:
    """The newest wrong is the one that counts, unless an older one stands."""
    before = matters.get(side)
    if before is None or not before.stands:
        matters[side] = deed


def _settled(matters: dict[str, Deed | None], side: str) -> None:
    """Words settle a wrong, but not a betrayal."""
    before = matters.get(side)
    if before is not None and not before.stands:
        matters[side] = None


@dataclass(frozen=True, slots=True)
class Encounter:
    """One person before another: everything a rule may ask about, from the side of `me`."""

    me: Mind
    other: Mind
    bond: Bond
    back: Bond
    past: Dealings
    scene: Circumstances


def latest(
    deeds: Sequence[Deed],
    minute: int,
    within: int,
    acts: frozenset[str],
    families: frozenset[Family],
    accepted: bool | None = None,
) -> Deed | None:
    """The newest of `deeds` (newest first) of these acts or families, no older than `within` minutes, so answered."""
    for deed in deeds:
        if minute - deed.minute > within:
            return None
        if (deed.act in acts or ACTS[deed.act].family in families) and accepted in (None, deed.accepted):
            return deed
    return None
