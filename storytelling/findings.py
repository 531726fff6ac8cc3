"""Findings: what in a story contradicts the log, each with its quote and its proof, and the figure that sums them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

# What may be wrong, and how it is called for people.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "gone_speaker": "Speaks after having left",
        "absent_speaker": "Speaks without being there",
        "absent": "Takes part without being there",
        "knowledge": "Knows before learning it",
        "relation": "Stands otherwise to the other",
        "time_order": "Told as later than it was",
        "time": "At another hour or day",
        "place": "At another place",
        "abandoned": "A thread left lying",
        "cause": "Without a cause",
        "name": "A name mistaken for another",
        "unknown_name": "A name nobody bears",
        "voice": "Out of character",
        "misquoted": "Given to another speaker",
        "outcome": "Went otherwise",
        "swapped": "Done the other way round",
        "deed": "Never done",
        "possession": "Never given",
        "unsourced": "Rests on nothing",
        "tension": "Not as tense as said",
    }
)
# Shares of the figure: facts, causes, threads, voice.
FACTS, CAUSES, THREADS, VOICE = 0.4, 0.3, 0.2, 0.1
CAUSAL = frozenset({"cause"})
THREAD = frozenset({"abandoned"})
VOICED = frozenset({"voice", "misquoted"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction: what it says there, what the log says, and the event that proves it (None: there is none)."""

    kind: str
    quote: str
    text: str
    event: int | None = None
    # Index of the passage, or of the beat, where it stands.
    at: int = 0


@dataclass
class Checked:
    """What was checked, of each of the four sorts, and what was found."""

    findings: list[Finding] = field(default_factory=list)
    facts: int = 0
    causes: int = 0
    threads: int = 0
    voices: int = 0

    def find(self, kind: str, quote: str, text: str, event: int | None = None, at: int = 0) -> None:
        finding = Finding(kind, quote[:400], text[:400], event, at)
        if finding not in self.findings:
            self.findings.append(finding)

    def add(self, other: Checked) -> None:
        self.findings += [finding for finding in other.findings if finding not in self.findings]
        self.facts += other.facts
        self.causes += other.causes
        self.threads += other.threads
        self.voices += other.voices

    def wrong(self, kinds: Iterable[str]) -> int:
        wanted = set(kinds)
        return sum(finding.kind in wanted for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Coherence:
    """100 times the weighted sum of four shares, each of what could be checked; 100 where nothing could."""

    percent: float
    facts: float
    causes: float
    threads: float
    voice: float
    # Kinds of error per 10,000 words, as ConStory-Bench counts; None without prose.
    errors_per_10k: float | None = None


def measured(checked: Checked, words: int = 0) -> Coherence:
    """100 · (.4 facts + .3 causes + .2 threads + .1 voice) of what was checked."""
    others = set(KINDS) - CAUSAL - THREAD - VOICED
    facts = _share(checked.wrong(others), checked.facts)
    causes = _share(checked.wrong(CAUSAL), checked.causes)
    threads = _share(checked.wrong(THREAD), checked.threads)
    voice = _share(checked.wrong(VOICED), checked.voices)
    percent = 100 * (FACTS * facts + CAUSES * causes + THREADS * threads + VOICE * voice)
    kinds = len({finding.kind for finding in checked.findings})
    per_10k = round(10_000 * kinds / words, 3) if words else None
    return Coherence(round(percent, 2), facts, causes, threads, voice, per_10k)


def _share(wrong: int, checked: int) -> float:
    return round(max(0.0, 1 - wrong / checked), 4) if checked else 1.0
