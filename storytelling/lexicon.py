"""Words that claim something a log can decide: hours, places in time, how people stand to each other, how it went."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from relationships.bonds import Bond
from relationships.stages import regard
from storytelling import claims

# Words that say that the telling goes back.
BACK = re.compile(
    r"\b(earlier|before that|had begun|go back|went back|had been|not long since|long before|once)\b", re.I
)
# The hours that a time of day may mean, generously.
HOURS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"dawn": (3.5, 8.5), "morning": (3.5, 12.5), "noon": (10.5, 14), "afternoon": (11.5, 18.5), "dusk": (16, 21.5),
     "evening": (16, 23.99), "night": (19, 29.5), "midnight": (22.5, 25.5)}
)  # fmt: skip
TIME = re.compile(
    r"\b(?:in the|that|this|one|late in the|early in the|at|towards|after|by|a little after|before)\s+"
    r"(dawn|morning|noon|afternoon|dusk|evening|night|midnight)\b", re.I,
)  # fmt: skip
DAYS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
DAY = re.compile(rf"\b(?:on |so came |^)?the ({'|'.join(DAYS)}) day\b", re.I)
# How far a relation word may be from the numbers before it is wrong.
SLACK = 0.03

Holds = Callable[[Bond], bool]
# X <word> Y, and what must hold of X towards Y.
STANCES: Mapping[str, Holds] = MappingProxyType(
    {
        "loved": lambda bond: bond.affection >= 0.2 or bond.attraction >= 0.3,
        "adored": lambda bond: bond.affection >= 0.3 or bond.attraction >= 0.4,
        "hated": lambda bond: regard(bond) <= -0.1,
        "despised": lambda bond: regard(bond) <= -0.05 or bond.respect <= -0.1,
        "trusted": lambda bond: bond.trust >= 0.5 - SLACK,
        "distrusted": lambda bond: bond.trust <= 0.5 + SLACK,
        "feared": lambda bond: bond.fear >= 0.05,
    }
)
# X's <noun> Y, and X and Y were <noun>s; what must hold of one towards the other.
TIES: Mapping[str, Holds] = MappingProxyType(
    {
        "friend": lambda bond: regard(bond) >= 0.03,
        "dear friend": lambda bond: regard(bond) >= 0.15,
        "enemy": lambda bond: regard(bond) <= -0.03,
        "rival": lambda bond: regard(bond) <= 0.1,
        "stranger": lambda bond: bond.familiarity < 0.2,
        "sweetheart": lambda bond: bond.attraction >= 0.25,
        "lover": lambda bond: bond.attraction >= 0.25,
    }
)
PLURALS = {"enemies": "enemy"}
# Words that nobody had before there were machines for them.
MODERN = re.compile(
    r"\b(okay|ok|guys|internet|online|e-?mail|website|smartphone|phone|selfie|computer|laptop|television|tv|video|app"
    r"|awesome|cool with|hashtag|scroll(?:ing)?|text me|cringe|vibes?)\b", re.I,
)  # fmt: skip
REFUSED = re.compile(
    r"\b(refused|would not hear of it|would have none of it|turned (?:her|him|them) away|would not have it)\b"
)
ACCEPTED = re.compile(r"\b(gladly accepted|accepted (?:it )?gladly|took it gladly|was glad of it|agreed at once)\b")
CAPITAL = re.compile(r"(?<![.!?…“\"\n])(?<!^)(?<=[a-z,;:’'] )([A-Z][a-z’']{2,}(?: [A-Z][a-z’']{2,})*)")
STARTING = re.compile(
    rf"^((?:[A-Z][a-z’']{{2,}} ?)+)"
    rf"(?:{claims.SPEECH}|was|had|did|could|would|looked|turned|went|came|stood|tried|felt)\b"
)
WORDS = (
    "Then There This That These Those They She His Her Its When What Who Why How Where While With Without After "
    "Before Nobody Somebody Everybody Nothing Something From Not Only But And Yet For Once Day Night Morning Evening "
    "Now Here Neither Both All One Two Three Each Every Another Whatever Whoever Something Sunday Monday Tuesday "
    "Wednesday Thursday Friday Saturday January February March April June July August September October November "
    "December God Heaven Christmas English French Danish Latin Sir Madam Lord Lady Miss Mister Captain King Queen "
    "Prince Doctor Perhaps Still Later Early Long Between Under Over Upon Into Towards Until Though Since Because "
    "Even Some Most Many Few More Less Such Same Other It Was Had Did Could Would Looked "
)
# Capitalised without being anybody's name.
COMMON = frozenset(WORDS.split())
