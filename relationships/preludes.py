"""What must hold before an act can be done at all: one cannot keep a promise that was never made.

These are the requirements of Comme il Faut's social exchanges, apart from its volition: a wish for the impossible is
never weighed. Names are those that `acts.yaml` may use; the figures are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from characters.mood import intensity
from relationships.acts import ACTS, SOCIAL
from relationships.dealings import PURSUIT, THANKS, Encounter

# People greet again after so many minutes apart.
PARTED = 240
# From here on two know each other well enough to share memories, secrets or a joke at the other's cost.
ACQUAINTED = 0.15
# Attraction that allows an advance, a courtship, a declaration.
ATTRACTION, ARDOUR, PASSION = 0.15, 0.4, 0.55
# Attraction on both sides from which there is something between two, whatever they call it.
WAS_LOVED = 0.35
# Affection that allows an embrace.
CLOSENESS = 0.35
# Trust below which one may accuse without having been wronged.
SUSPICION = 0.35
# The trust of the other from which turning on them is betrayal and not mere enmity.
TRUSTED = 0.62
# How ill the other must think of the third before there is a peace to plead for.
QUARREL = -0.15
# How low the other must look before there is something to comfort.
SORROW = -0.12
# How glad one must be to celebrate.
GLADNESS = 0.22


def _sorrow(e: Encounter) -> bool:
    return e.other.mood.pleasure <= SORROW or any(
        felt.name in {"distress", "disappointment", "shame", "fear"} and felt.intensity >= 0.3
        for felt in e.other.emotions
    )


def _gladness(e: Encounter) -> bool:
    return e.me.mood.pleasure >= GLADNESS or intensity(e.me.emotions, "joy") >= 0.3


def _quarrel(e: Encounter) -> bool:
    third = e.scene.third
    return third is not None and third.theirs.affection <= QUARREL


def _favour(e: Encounter) -> bool:
    return e.past.favour is not None and e.scene.minute - e.past.favour.minute <= THANKS


def _pursued(e: Encounter) -> bool:
    return e.past.advance is not None and e.scene.minute - e.past.advance.minute <= PURSUIT


def _suspicion(e: Encounter) -> bool:
    return e.past.their_wrong is not None or e.bond.trust <= SUSPICION


def _coupled(e: Encounter) -> bool:
    """Sweethearts, and whoever loves and was courted by the other's leave: there is something to break off."""
    if e.bond.stage in {"sweetheart", "partner"}:
        return True
    return e.bond.attraction >= WAS_LOVED and e.back.attraction >= WAS_LOVED and e.bond.familiarity >= ACQUAINTED


def _trusted(e: Encounter) -> bool:
    return e.back.trust >= TRUSTED and e.back.familiarity >= ACQUAINTED


PRELUDES: Mapping[str, Callable[[Encounter], bool]] = MappingProxyType(
    {
        "parted": lambda e: e.past.since(e.scene.minute) >= PARTED,
        "acquainted": lambda e: e.bond.familiarity >= ACQUAINTED,
        "secret": lambda e: e.me.secrets_held > 0,
        "favour": _favour,
        "gladness": _gladness,
        "sorrow": _sorrow,
        "third": lambda e: e.scene.third is not None,
        "quarrel": _quarrel,
        "attraction": lambda e: e.bond.attraction >= ATTRACTION,
        "ardour": lambda e: e.bond.attraction >= ARDOUR,
        "passion": lambda e: e.bond.attraction >= PASSION,
        "closeness": lambda e: e.bond.affection >= CLOSENESS,
        "pursued": _pursued,
        "coupled": _coupled,
        "free_of_promise": lambda e: e.past.my_promise is None,
        "promise": lambda e: e.past.my_promise is not None,
        "suspicion": _suspicion,
        "grievance": lambda e: e.past.their_wrong is not None,
        "trusted": _trusted,
        "wronged": lambda e: e.past.my_wrong is not None,
        "wronged_by": lambda e: e.past.their_wrong is not None,
        "other_secret": lambda e: e.scene.secrets_of_third > 0,
    }
)

_SOCIAL = frozenset(SOCIAL)


def _needing() -> tuple[tuple[tuple[Callable[[Encounter], bool], ...], frozenset[str]], ...]:
    """Each prelude as its alternatives, with the acts that cannot be done where none of them holds."""
    needing: dict[str, list[str]] = {}
    for key in SOCIAL:
        for prelude in ACTS[key].preludes:
            needing.setdefault(prelude, []).append(key)
    return tuple(
        (tuple(PRELUDES[name] for name in prelude.split("|")), frozenset(keys)) for prelude, keys in needing.items()
    )


_NEEDING = _needing()


def possible(encounter: Encounter) -> frozenset[str]:
    """The acts that the one may do to the other now: their preludes hold and no boundary of the doer forbids them.

    What those who steer the world forbid is possible still, and weighed: a reader is told what was kept back.
    """
    out = set(encounter.me.boundaries)
    for either, acts in _NEEDING:
        for prelude in either:
            if prelude(encounter):
                break
        else:
            out |= acts
    return _SOCIAL - out
