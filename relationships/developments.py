"""What may come of things by rule, and how a reader is told: the kinds of developments."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Kind(NamedTuple):
    # After the name of the one it begins with: "broke a promise to".
    past: str
    # One of the themes by which readers filter: warmth, romance, strife, amends, inward, directed.
    theme: str


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "promise_lapsed": Kind("let a promise lapse to", "strife"),
        "betrayal_discovered": Kind("found out what was done by", "strife"),
        "rumour_reached": Kind("heard what is said of them", "strife"),
        "reconciled": Kind("made peace with", "amends"),
        "alliance_formed": Kind("became an ally of", "warmth"),
        "alliance_joined": Kind("joined in alliance with", "warmth"),
        "alliance_left": Kind("left the alliance with", "strife"),
        "alliance_dissolved": Kind("is no longer an ally of", "strife"),
        "conflict_tension": Kind("fell out with", "strife"),
        "conflict_argument": Kind("was at odds with", "strife"),
        "conflict_dispute": Kind("quarrelled openly with", "strife"),
        "conflict_sabotage": Kind("meant harm to", "strife"),
        "conflict_break": Kind("broke with", "strife"),
        "conflict_feud": Kind("was at feud with", "strife"),
        "conflict_resolved": Kind("made peace with", "amends"),
        "conflict_won": Kind("got the better of", "strife"),
        "conflict_cooled": Kind("let a quarrel rest with", "amends"),
        "leader_emerged": Kind("took the lead", "inward"),
        "cracked": Kind("lost all composure before", "inward"),
        "wound_opened": Kind("was wounded", "inward"),
        "wound_reopened": Kind("was thrown back", "inward"),
        "wound_healed": Kind("got over an old hurt", "inward"),
        "goal_reached": Kind("got what they wanted", "inward"),
        "goal_given_up": Kind("gave up a hope", "inward"),
        "coup": Kind("took the lead from", "strife"),
        "stroke": Kind("met with something strange beside", "directed"),
        "occasion_called": Kind("called together", "warmth"),
        "occasion_failed": Kind("waited in vain for", "inward"),
        "gathering_held": Kind("sat together with", "warmth"),
        "feast_held": Kind("feasted with", "warmth"),
        "vote_passed": Kind("was voted for by", "warmth"),
        "vote_rejected": Kind("was voted down by", "strife"),
        "verdict_guilty": Kind("was found guilty before", "strife"),
        "departure": Kind("went away", "directed"),
        "verdict_cleared": Kind("was cleared before", "amends"),
    }
)
