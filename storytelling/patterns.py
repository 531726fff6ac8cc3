"""Patterns of stories as data: what must happen, between whom, and what must not, for a log to hold such a story.

The form is Winnow's (Kreminski, Dickinson & Mateas 2021) in YAML: ordered event clauses with shared variables,
conditions on characters and relationships, and unless-clauses that end a match. A file holds any number of patterns:

    patterns:
      broken_promise:
        title: "{b} breaks a promise to {a}"
        summary: "{b} gave {a} a word and did not keep it."
        genres: {tragedy: 1, romance: .6}
        steps:
          - {says: "{b} makes {a} a promise", acts: [promise], by: b, to: a, accepted: true, beat: setup}
          - {says: "{b} breaks it", acts: [break_promise], by: b, to: a, beat: climax}
        unless:
          - {says: "{b} keeps it", acts: [keep_promise], by: b, to: a}

Steps are counted from 1. `docs/patterns.md` explains every field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from characters.datafile import MAX_BYTES, DataFault, Located, load, validated
from relationships.acts import ACTS, Family
from relationships.developments import KINDS
from storytelling import conditions
from storytelling.clauses import Clause, Ending, Step, Unless

FOLDER = Path(__file__).with_name("patterns")

Genre = Literal["romance", "mystery", "adventure", "tragedy"]
GENRES: tuple[str, ...] = get_args(Genre)
BeatKind = Literal["setup", "inciting", "rising", "crisis", "climax"]
# A longer pattern is a plot, and never matches.
MOST_STEPS = 8


def _variable(name: str) -> str:
    if not re.fullmatch("[a-z][a-z0-9_]{0,11}", name):
        raise ValueError("must be a short name in small letters, as a, b, c")
    return name


def _act(name: str) -> str:
    if name not in ACTS and name not in KINDS:
        raise ValueError(f"“{name}” is neither an act nor a kind of development; acts are {', '.join(ACTS)}")
    return name


def _condition(text: str) -> str:
    conditions.read(text)
    return text


def checked_key(text: str) -> str:
    if not re.fullmatch("[a-z][a-z0-9_]{0,39}", text):
        raise ValueError("must be small letters, digits and underscores, at most 40, a letter first")
    return text


Variable = Annotated[str, AfterValidator(_variable)]
ActName = Annotated[str, AfterValidator(_act)]
ConditionText = Annotated[str, Field(max_length=120), AfterValidator(_condition)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]
Unit = Annotated[float, Field(ge=0, le=1)]
Turns = Annotated[int, Field(ge=0, le=60)]


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ClauseForm(Form):
    says: Words
    acts: tuple[ActName, ...] = ()
    families: tuple[Family, ...] = ()
    by: Variable = ""
    to: Variable = ""
    against: Variable = ""
    of: Variable = ""
    seen_by: Variable = ""
    to_one_of: Annotated[tuple[Variable, ...], Field(max_length=4)] = ()
    among: Annotated[tuple[Variable, ...], Field(max_length=4)] = ()
    accepted: bool | None = None
    harm: Unit = 0.0
    importance: Unit = 0.0
    same_place: Annotated[int, Field(ge=0, le=MOST_STEPS)] = 0
    after: Turns = 0
    within: Turns = 0
    given: Annotated[tuple[ConditionText, ...], Field(alias="if", max_length=8)] = ()
    learns: Annotated[dict[Variable, Annotated[int, Field(ge=1, le=MOST_STEPS)]], Field(max_length=1)] = {}

    def fields(self) -> dict[str, Any]:
        return {
            "says": self.says,
            "acts": self.kinds(),
            "by": self.by,
            "to": self.to,
            "against": self.against,
            "of": self.of,
            "seen": self.seen_by,
            "one_of": self.to_one_of,
            "everyone": self.among,
            "accepted": self.accepted,
            "importance": self.importance,
            "same_place": self.same_place,
            "after": self.after,
            "within": self.within,
            "conditions": tuple(conditions.read(text) for text in self.given),
            "learns": next(iter(self.learns.items()), None),
        }

    def kinds(self) -> frozenset[str] | None:
        """The acts and developments meant, those too harmless left out; None is anything at all."""
        if not (self.acts or self.families or self.harm):
            return None
        named = {*self.acts, *(key for key, act in ACTS.items() if act.family in self.families)}
        if not named:
            named = set(ACTS)
        return frozenset(key for key in named if key not in ACTS or ACTS[key].harm >= self.harm)


class StepForm(ClauseForm):
    beat: BeatKind = "rising"


class UnlessForm(ClauseForm):
    since: Annotated[int, Field(ge=1, le=MOST_STEPS)] = 1
    until: Annotated[int, Field(ge=2, le=99)] = 99


class EndingForm(ClauseForm):
    outcome: Words


class PatternForm(Form):
    title: Words
    summary: Annotated[str, Field(min_length=3, max_length=400)]
    genres: Annotated[dict[Genre, Unit], Field(min_length=1)]
    weight: Annotated[float, Field(ge=0.1, le=3)] = 1.0
    # Parts that may be exchanged without its being another story: [[a, b]].
    alike: tuple[Annotated[tuple[Variable, ...], Field(min_length=2)], ...] = ()
    # Those whose story it is: the same ones do not live it again at once. All of them where nothing is said.
    core: tuple[Variable, ...] = ()
    # Whose side it is told from; the first to be named where nothing is said.
    lead: Variable = ""
    steps: Annotated[tuple[StepForm, ...], Field(min_length=2, max_length=MOST_STEPS)]
    unless: Annotated[tuple[UnlessForm, ...], Field(max_length=8)] = ()
    ends: Annotated[tuple[EndingForm, ...], Field(max_length=8)] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> PatternForm:
        if faults := list(_faults(self)):
            raise ValidationError.from_exception_data("pattern", faults)
        return self


class PatternsFile(Form):
    patterns: Annotated[
        dict[Annotated[str, AfterValidator(checked_key)], PatternForm], Field(min_length=1, max_length=60)
    ]


def _faults(form: PatternForm) -> Iterator[InitErrorDetails]:
    known: set[str] = set()
    for index, step in enumerate(form.steps):
        clause = Step(**step.fields(), beat=step.beat)
        yield from _unknown(clause, known | set(clause.variables), index, ("steps", index))
        if index == 0 and (clause.after or clause.within or clause.learns):
            yield fault("nothing comes before the first step, so leave after, within and learns out", ("steps", 0))
        known |= set(clause.variables)
    for label, clauses in (("unless", form.unless), ("ends", form.ends)):
        for index, one in enumerate(clauses):
            other = Clause(**one.fields())
            yield from _unknown(other, known | set(other.variables), len(form.steps), (label, index))
    yield from _strangers(form, known)


def _strangers(form: PatternForm, known: set[str]) -> Iterator[InitErrorDetails]:
    """Parts that are spoken of and that no step has."""
    named: list[tuple[tuple[str | int, ...], set[str]]] = [
        (("alike", index), set(group)) for index, group in enumerate(form.alike)
    ]
    named += [(("core",), set(form.core)), (("lead",), {form.lead} - {""})]
    named += [(("title",), _mentioned(form.title)), (("summary",), _mentioned(form.summary))]
    named += [(("steps", index, "says"), _mentioned(step.says)) for index, step in enumerate(form.steps)]
    for at, names in named:
        if names - known:
            yield fault(f"no step names {_listed(names - known)}", at)


def _mentioned(text: str) -> set[str]:
    return set(re.findall(r"{(\w*)}", text))


def _unknown(clause: Clause, known: set[str], before: int, at: tuple[str | int, ...]) -> Iterator[InitErrorDetails]:
    for index, condition in enumerate(clause.conditions):
        if strange := set(condition.variables) - known:
            yield fault(f"nobody is called {_listed(strange)} by then", (*at, "if", index))
        if any(step > before for step in condition.steps):
            yield fault("refers to a step that has not happened by then", (*at, "if", index))
    if strange := set(clause.one_of) - known:
        yield fault(f"nobody is called {_listed(strange)} by then", (*at, "to_one_of"))
    if clause.same_place > before:
        yield fault("refers to a step that has not happened by then", (*at, "same_place"))
    if clause.learns and clause.learns[1] > before:
        yield fault("refers to a step that has not happened by then", (*at, "learns"))
    if clause.within and clause.within < clause.after:
        yield fault("can never hold: it must be later than it may be", (*at, "within"))


def fault(message: str, at: tuple[str | int, ...]) -> InitErrorDetails:
    shown = message.replace("{", "(").replace("}", ")")
    return InitErrorDetails(type=PydanticCustomError("pattern", shown), loc=at, input=None)


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))


@dataclass(frozen=True)
class Pattern:
    key: str
    title: str
    summary: str
    genres: Mapping[str, float]
    weight: float
    alike: tuple[tuple[str, ...], ...]
    core: tuple[str, ...]
    lead: str
    steps: tuple[Step, ...]
    unless: tuple[Unless, ...]
    ends: tuple[Ending, ...]
    variables: tuple[str, ...]
    # What to note when a step is taken, by the step's number from 1.
    notes: Mapping[int, tuple[str, ...]]
    # Whether anything asks who knows of what.
    asks_knowledge: bool

    @property
    def genre(self) -> str:
        """The sort of story it suits best."""
        return max(self.genres, key=lambda genre: self.genres[genre])

    def canonical(self, cast: Mapping[str, int]) -> tuple[int, ...]:
        """Whose story a complete match is, the same however exchangeable parts are given."""
        parts = dict(cast)
        for group in self.alike:
            parts |= dict(zip(group, sorted(cast[name] for name in group), strict=True))
        return tuple(parts[name] for name in self.core)


def compiled(key: str, form: PatternForm) -> Pattern:
    steps = tuple(Step(**step.fields(), beat=step.beat) for step in form.steps)
    unless = tuple(Unless(**one.fields(), since=one.since, until=one.until) for one in form.unless)
    ends = tuple(Ending(**one.fields(), outcome=one.outcome) for one in form.ends)
    clauses: list[Clause] = [*steps, *unless, *ends]
    notes: dict[int, set[str]] = {}
    for clause in clauses:
        for condition in clause.conditions:
            for step, what in condition.notes:
                notes.setdefault(step, set()).add(what)
    variables = tuple(dict.fromkeys(name for step in steps for name in step.variables))
    return Pattern(
        key=key,
        title=form.title,
        summary=form.summary,
        genres=MappingProxyType({str(genre): share for genre, share in form.genres.items()}),
        weight=form.weight,
        alike=form.alike,
        core=form.core or variables,
        lead=form.lead or variables[0],
        steps=steps,
        unless=unless,
        ends=ends,
        variables=variables,
        notes={step: tuple(sorted(what)) for step, what in notes.items()},
        asks_knowledge=any(
            clause.learns or any("knows(" in condition.text for condition in clause.conditions) for clause in clauses
        ),
    )


def read_file(path: Path) -> tuple[Pattern, ...]:
    """The patterns of a file, or the first `DataFault` in it, with its line."""
    return tuple(compiled(key, form) for key, form in load(path, PatternsFile).patterns.items())


def read_text(text: str, name: str = "pattern.yaml") -> tuple[Pattern, ...]:
    """The patterns that somebody has written in the app, or the first `DataFault` in them."""
    if len(text.encode()) > MAX_BYTES:
        raise DataFault(name, 1, "", f"is larger than {MAX_BYTES:,} bytes; split it")
    forms = validated(Located(name, text), PatternsFile).patterns
    return tuple(compiled(key, form) for key, form in forms.items())


@cache
def catalogue() -> Mapping[str, Pattern]:
    """The house's patterns by key."""
    found: dict[str, Pattern] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for pattern in read_file(path):
            if pattern.key in found:
                raise DataFault(path.name, 1, f"patterns.{pattern.key}", "stands in another file already")
            found[pattern.key] = pattern
    return MappingProxyType(found)


def worded(text: str, cast: Mapping[str, int], names: Mapping[int, str], *, starts: bool = True) -> str:
    """A title, summary or step in words, with names for whoever is known by now and “somebody” for the rest."""

    def name(found: re.Match[str]) -> str:
        who = cast.get(found[1])
        return names.get(who, "somebody") if who is not None else "somebody"

    told = re.sub(r"{(\w+)}", name, text)
    return told[:1].upper() + told[1:] if starts else told
