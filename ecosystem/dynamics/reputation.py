"""Reputation in play: whoever hardly knows somebody answers them as those present, whom they trust, would."""

from __future__ import annotations

from collections.abc import Iterator

from characters.minds import Reason
from ecosystem.stage import Stage
from relationships import reputation
from relationships.dealings import Nudge

# Acts that ask for trust, and what the best of names adds to a yes.
TRUSTING = frozenset(
    {"promise", "ally", "confide", "negotiate", "ask_help", "invite", "advise", "reassure", "give", "warn"}
)
MOST = 4.0
# So many are listened to: the ones whom the responder trusts most.
MOST_VOICES = 6
FAINTEST = 0.15


def sway(stage: Stage, who: int, initiator: int, act: str) -> Iterator[Nudge]:
    if act not in TRUSTING or stage.bond(who, initiator).uncertainty < reputation.UNSURE:
        return
    near = stage.present(stage.place(who), (who, initiator))
    heed = {other: stage.bond(who, other).trust for other in near}
    voices = sorted(heed, key=lambda other: -heed[other])[:MOST_VOICES]
    repute = reputation.reputation((stage.bond(other, initiator) for other in voices), heed)
    weight = MOST * repute.value * repute.founded
    if abs(weight) >= FAINTEST:
        well = "well" if weight > 0 else "ill"
        text = f"Those about think {well} of {stage.mind(initiator).name}, whom {stage.mind(who).name} hardly knows"
        yield Nudge(weight, Reason("reputation", text[:200], weight))
