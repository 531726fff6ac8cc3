"""Reading a temperament from a plain description, with no model: words that tell of a trait, weighed and counted.

That people put the differences that matter into words is the lexical hypothesis (Galton 1884; Goldberg 1990, "An
alternative description of personality"), and counting such words is how text was first scored for the Big Five
(Pennebaker & King 1999, "Linguistic styles"; Mairesse et al. 2007). Negation turns a word round within its clause, and
a negated word counts for less than its opposite (Taboada et al. 2011). What people hold dear goes with their traits as
in Roccas, Sagiv, Schwartz & Knafo 2002. Every finding keeps its sentence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from characters.minds import DOMAINS
from characters.personality import DOMAIN_OF

FILE = Path(__file__).with_name("traits.yaml")

# Characters that are read; a card's description is a page or two.
LONGEST = 12_000
# A negation reaches so many words ahead within its clause.
REACH = 4
# "Not cruel" is less kind than "kind".
TURNED = 0.6
# "Very" and "rather" before a word.
STRONGER, WEAKER = 1.3, 0.6
# A facet's word tells as much of its domain.
OF_DOMAIN = 0.8
# So many words' worth of evidence bring a trait halfway to its end.
HALFWAY = 1.6
# The furthest from the middle that words alone take a trait.
FURTHEST = 0.42
# Evidence that leans less than this is none.
LEAST = 0.25
# Sentences shown for one trait, the most telling first.
MOST_SENTENCES = 3

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*[\"”’')]*")
_WRAPPED = re.compile(r"[ \t]*\n[ \t]*(?=[a-z])")
_CLAUSE = re.compile(r"[,;:—–()\n]| but | yet | though | although | except | while ")
_WORD = re.compile(r"[\w'’-]+")
_NEGATIONS = """
    not no never nobody none nothing neither nor without hardly scarcely seldom rarely barely lacks lacking little
    cannot can't isn't doesn't don't won't wasn't aren't hasn't far least
"""
_NEGATION = frozenset(_NEGATIONS.split())
# Whoever shuns something is not given to it: these turn what follows round, as a negation does.
_AVERSION = re.compile(
    r"\b(?:dislik|hat|avoid|shun|refus|distrust|despis|terrified|afraid|tired|impatient|scorn|fear)\w*(?: of)? *$"
)
_VERY = "very most deeply utterly extremely endlessly hopelessly beyond terribly so too always all"
_STRONG = frozenset(_VERY.split())
_RATHER = "rather somewhat fairly slightly sometimes occasionally seems seemingly apparently almost"
_WEAK = frozenset(_RATHER.split())


@dataclass(frozen=True, slots=True)
class Entry:
    """One word or phrase of the lexicon: the trait it tells of, and how much, below 0 for the low end."""

    trait: str
    weight: float


@dataclass(frozen=True, slots=True)
class Hit:
    trait: str
    weight: float
    words: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What was read of one trait: its value in 0..1 and the sentences it was read from, the most telling first."""

    trait: str
    value: float
    # How much evidence there was, whichever way it leans.
    evidence: float
    sentences: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def domain(self) -> str:
        return DOMAIN_OF.get(self.trait, self.trait)


def read(text: str) -> tuple[Finding, ...]:
    """Every domain and facet that the text says something of; domains first, in their own order."""
    hits = [hit for sentence in sentences(text[:LONGEST]) for hit in hits_in(sentence)]
    found = []
    for trait in (*DOMAINS, *DOMAIN_OF):
        telling = [*_telling(trait, hits)]
        lean = sum(weight for weight, _ in telling)
        if abs(lean) >= LEAST:
            found.append(_finding(trait, lean, telling))
    return tuple(found)


def domains(found: Iterable[Finding]) -> dict[str, float]:
    return {one.trait: one.value for one in found if one.trait in DOMAINS}


def _telling(trait: str, hits: Sequence[Hit]) -> Iterator[tuple[float, Hit]]:
    """What speaks of a trait: its own words, and for a domain those of its facets."""
    for hit in hits:
        if hit.trait == trait:
            yield hit.weight, hit
        elif DOMAIN_OF.get(hit.trait) == trait:
            yield hit.weight * OF_DOMAIN, hit


def _finding(trait: str, lean: float, telling: Sequence[tuple[float, Hit]]) -> Finding:
    agreeing = sorted((row for row in telling if row[0] * lean > 0), key=lambda row: -abs(row[0]))
    return Finding(
        trait=trait,
        value=round(value_of(lean), 2),
        evidence=round(sum(abs(weight) for weight, _ in telling), 3),
        sentences=tuple(dict.fromkeys(hit.sentence for _, hit in agreeing))[:MOST_SENTENCES],
        words=tuple(dict.fromkeys(hit.words for _, hit in agreeing)),
    )


def value_of(lean: float) -> float:
    """Evidence as a trait in 0..1: 0.5 where there is none, and each further word adds less than the one before."""
    return 0.5 + FURTHEST * lean / (HALFWAY + abs(lean)) if math.isfinite(lean) else 0.5


def sentences(text: str) -> list[str]:
    # A line that goes on in small letters is the same sentence; any other may be a list's.
    return [" ".join(found.split()) for found in _SENTENCE.findall(_WRAPPED.sub(" ", text)) if found.strip()]


def hits_in(sentence: str) -> Iterator[Hit]:
    """What a sentence tells, negation and strength taken into account."""
    for clause in _CLAUSE.split(sentence):
        low = clause.casefold().replace("’", "'")
        for match, entry in matches(low):
            before = low[: match.start()]
            words = _WORD.findall(before)[-REACH:]
            # What a phrase brings along itself has been weighed with it.
            weight = entry.weight * (-TURNED if _turns(words, before) else 1.0)
            if words and words[-1] in _STRONG:
                weight *= STRONGER
            elif words and (words[-1] in _WEAK or words[-2:] == ["a", "little"]):
                weight *= WEAKER
            yield Hit(entry.trait, weight, match[0], sentence)


def _turns(words: Sequence[str], before: str) -> bool:
    """Whether what stands before a word says that it does not hold."""
    if _AVERSION.search(before):
        return True
    negations = [at for at, word in enumerate(words) if word in _NEGATION]
    if not negations:
        return False
    at = negations[-1]
    # "A little shy" is shy.
    return not (words[at] == "little" and at and words[at - 1] == "a")


def matches(low: str) -> Iterator[tuple[re.Match[str], Entry]]:
    """Every entry that a clause holds; where several begin at one word, those that say most of it. None overlap."""
    end = 0
    for word in _WORD.finditer(low):
        if word.start() < end:
            continue
        found = [(match, row) for row in _candidates(word[0]) if (match := row[0].match(low, word.start()))]
        end = max((match.end() for match, _ in found), default=end)
        for match, (_, entries) in found:
            if match.end() == end:
                for entry in entries:
                    yield match, entry


Row = tuple[re.Pattern[str], tuple[Entry, ...]]


# A card repeats its words, and so do all cards.
@lru_cache(maxsize=4096)
def _candidates(word: str) -> list[Row]:
    """The entries that may begin with a word."""
    exact, stems = lexicon()
    rows = list(exact.get(word, ()))
    for length in range(2, len(word) + 1):
        rows += stems.get(word[:length], ())
    return rows


@cache
def lexicon() -> tuple[Mapping[str, list[Row]], Mapping[str, list[Row]]]:
    """The lexicon by the first word of its entries: whole words, and stems."""
    told: dict[str, list[Entry]] = {}
    for trait, poles in yaml.safe_load(FILE.read_text()).items():
        if trait not in DOMAINS and trait not in DOMAIN_OF:
            raise ValueError(f"{FILE.name}: {trait} is neither a domain nor a facet")
        for pole, sign in (("high", 1), ("low", -1)):
            for written in poles[pole]:
                words, weight = _weighed(str(written))
                told.setdefault(words, []).append(Entry(trait, sign * weight))
    exact: dict[str, list[Row]] = {}
    stems: dict[str, list[Row]] = {}
    for words, entries in told.items():
        first = words.split()[0]
        row = re.compile(rf"{pattern(words)}(?![\w-])"), tuple(entries)
        (stems if first.endswith("*") else exact).setdefault(first.removesuffix("*"), []).append(row)
    return exact, stems


def _weighed(written: str) -> tuple[str, float]:
    words, _, last = written.rpartition(" ")
    try:
        return words, float(last)
    except ValueError:
        return written, 1.0


def pattern(words: str) -> str:
    """A word or phrase of a lexicon as a pattern; a star stands for any ending."""
    return r"\s+".join(
        re.escape(word.removesuffix("*")) + (r"[\w'-]*" if word.endswith("*") else "") for word in words.split()
    )
