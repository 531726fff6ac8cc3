"""How well a temperament is read from words alone; `python -m benchmarks.temperaments` tells it name by name.

Held against the readings of the house's own casts, made by whoever cast them from the books, and against published
ones where we found any. What is read is what a card would say: role, persona, gestures, values. A strong trait is one
at least .2 from the middle; it is read right where the words lean the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from benchmarks.report import Row
from characters import reading
from characters.minds import DOMAINS
from deploy.home import ROOT

STARTERS = ROOT / "ecosystem" / "starters"
READINGS = ROOT / "characters" / "tests" / "readings"
# A trait this far from the middle is a strong one.
STRONG = 0.2
# Of strong traits, the share that has to be read right.
BOUND = 80.0


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody to be read: the text, and which way each strong trait leans."""

    name: str
    text: str
    signs: Mapping[str, int]
    source: str = ""
    # `<starter>/<key>` of a starter's.
    key: str = ""

    def read(self) -> dict[str, float]:
        return {one.trait: one.value for one in reading.read(self.text) if one.trait in DOMAINS}


@dataclass(frozen=True, slots=True)
class Tally:
    right: int = 0
    wrong: int = 0
    silent: int = 0

    @property
    def overall(self) -> float:
        """Per cent of all strong traits that were read right."""
        return 100 * self.right / max(1, self.right + self.wrong + self.silent)

    @property
    def where_read(self) -> float:
        """The same of those that anything was read of."""
        return 100 * self.right / max(1, self.right + self.wrong)


def starters() -> Iterator[Subject]:
    """The well-known characters of the starters, with the house's reading of them."""
    for file in sorted(STARTERS.glob("*.yaml")):
        given = _yaml(file)
        for one in given["cast"]:
            gestures = ". ".join(one["gestures"])
            text = f"{one['role']}. {one['persona']} {gestures}. {', '.join(one['values'])}."
            signs = {name: 1 if value > 0.5 else -1 for name, value in one["traits"].items() if is_strong(value)}
            yield Subject(one["name"], text, signs, given["work"], f"{file.stem}/{one['key']}")


def written(name: str) -> Iterator[Subject]:
    """Descriptions by other pens, from a file of `READINGS`."""
    for one in _yaml(READINGS / f"{name}.yaml"):
        yield Subject(one["name"], one["text"], one["signs"], one.get("published", ""))


def published() -> Iterator[Subject]:
    """Those whom somebody else has rated in print: of the starters' casts, and of the descriptions by other pens."""
    casts = {subject.key: subject for subject in starters()}
    for row in _yaml(READINGS / "published.yaml"):
        yield replace(casts[row["who"]], signs={row["trait"]: row["sign"]}, source=row["by"])
    yield from (subject for subject in written("strangers") if subject.source)


def is_strong(value: float) -> bool:
    return abs(value - 0.5) >= STRONG


def tally(subjects: Iterable[Subject]) -> Tally:
    right = wrong = silent = 0
    for subject in subjects:
        found = subject.read()
        for trait, sign in subject.signs.items():
            lean = (found.get(trait, 0.5) - 0.5) * sign
            right, wrong, silent = right + (lean > 0), wrong + (lean < 0), silent + (lean == 0)
    return Tally(right, wrong, silent)


def measure() -> Iterator[Row]:
    casts = tally(starters())
    yield Row("strong traits of the starters' casts read right from words", casts.overall, BOUND, "%", at_least=True)
    yield Row("of those that anything was read of", casts.where_read, 90, "%", at_least=True)
    yield Row("of readings that others have published", tally(published()).overall, BOUND, "%", at_least=True)
    yield Row("of prose that shows and does not say", tally(written("newcomers")).overall, None, "%")


def table() -> Iterator[str]:
    """A line of Markdown a character: what the sheet says of each strong trait, and what was read."""
    yield "| character | work | " + " | ".join(DOMAINS) + " |"
    yield "| --- " * (len(DOMAINS) + 2) + "|"
    for subject in starters():
        found = subject.read()
        cells = [_cell(subject.signs.get(domain), found.get(domain)) for domain in DOMAINS]
        yield f"| {subject.name} | {subject.source} | " + " | ".join(cells) + " |"


def _cell(sign: int | None, value: float | None) -> str:
    """ "+ .71 yes": a strong trait by its sign, what was read, whether that agrees; of others only what was read."""
    read = "unread" if value is None else f"{value:.2f}".removeprefix("0")
    if sign is None:
        return "" if value is None else f"({read})"
    verdict = "" if value is None else " yes" if (value - 0.5) * sign > 0 else " **no**"
    return f"{'high' if sign > 0 else 'low'}: {read}{verdict}"


def _yaml(file: Path) -> Any:
    return yaml.safe_load(file.read_text())


def main() -> None:
    for line in table():
        print(line)
    print()
    for row in measure():
        print(row)


if __name__ == "__main__":
    main()
