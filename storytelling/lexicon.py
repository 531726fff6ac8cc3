"""Words that claim something a log can decide: hours, places in time, how people stand to each other, how it went."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from storytelling import claims

# Words that say that the telling goes back.
BACK = re.compile(
    r"\b(earlier|before that|had begun|go back|went back|had been|not long since|long before|once)\b", re.I
)
# The hours that a time of day may mean, generously.
HOURS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"dawn": (3.5, 8.5), "daybreak": (3.5, 8.5), "morning": (3.5, 12.5), "noon": (10.5, 14), "midday": (10.5, 14),
     "afternoon": (11.5, 18.5), "dusk": (16, 21.5), "sunset": (16, 21.5), "evening": (16, 23.99),
     "nightfall": (17, 23.5), "dead of night": (22, 28.5), "night": (19, 29.5), "midnight": (22.5, 25.5)}
)  # fmt: skip
# Some of these words name an hour by themselves, others only after such a word as "that"; none after "until".
OTHER_TIMES = r"(?<!until )(?<!till )(?<!since )(?<!last )(?<!every )(?<!yesterday )(?<!tomorrow )(?<!next )(?<!good )"
TIME = re.compile(
    rf"{OTHER_TIMES}\b(dawn|daybreak|noon|midday|dusk|sunset|nightfall|midnight|dead of night)\b"
    r"|\b(?:in the|that|this|one|late in the|early in the|at|towards|after|by)\s+(morning|afternoon|evening|night)\b"
    r"|\b(morning|afternoon|evening)(?= (?:sun|light|air)\b)", re.I,
)  # fmt: skip
DAYS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
DAY = re.compile(rf"\bthe ({'|'.join(DAYS)}) day\b(?! of)|\bday (\d+)\b", re.I)
# Words that nobody had before there were machines for them.
MODERN = re.compile(
    r"\b(okay|ok|guys|internet|online|e-?mail|website|smartphone|phone|selfie|computer|laptop|television|tv|video|app"
    r"|awesome|cool with|hashtag|scroll(?:ing)?|text me|cringe|vibes?)\b", re.I,
)  # fmt: skip
# What somebody wishes for is not said to be so.
WISHED = re.compile(r"\b(?:want|wish|hope|long|mean)(?:s|es|ed|t)? (?:to|for|nothing)\b|\bwanted\b|\bmeant\b")
REFUSED = re.compile(
    r"\b(refused|declined|rejected it|would not hear of it|would have none of it|turned (?:her|him|them) away"
    r"|turned away in anger|would not have it|was not accepted)\b"
)
ACCEPTED = re.compile(
    r"\b(gladly accepted|accepted (?:it )?gladly|took it gladly|was glad of it|agreed at once|well received"
    r"|was welcome|said yes|accepted it)\b"
)
CAPITAL = re.compile(r"(?<![.!?…“\"\n])(?<!^)(?<=[a-z,;:’'] )([A-Z][a-z’']{2,}(?: [A-Z][a-z’']{2,})*)")
# What people do, and things do not: whatever stands before it at the beginning of a sentence is somebody's name.
HUMAN = (
    rf"(?:{claims.SPEECH}|looked|turned|laughed|smiled|nodded|thought|knew|wondered|sighed|frowned|spoke|listened|waited"
    r"|watched|walked|sat|left|entered|wanted|hoped|remembered|had said|had gone|would say|could not|did not)"
)
STARTING = re.compile(rf"^((?:[A-Z][a-z’']{{2,}} ?)+)(?:,[^,.]{{1,40}}, )?(?:\w+ly )?{HUMAN}\b")
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
