"""Faith kept and broken: betrayals with what proves them and who knows, words given, secrets, and rumours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ecosystem import moments, outlook
from ecosystem.models import World
from ecosystem.moments import Moment, Person
from ecosystem.observatory import visible
from ecosystem.roles import Role
from relationships import accounts, betrayals, promises, rumours
from relationships.accounts import BetrayalAccount, RumourAccount, SecretAccount
from relationships.promises import Promise

People = Mapping[int, Person]
BOUNDS = {
    betrayals.PROMISE: "a promise", betrayals.SECRET: "a secret", betrayals.ALLIANCE: "an alliance",
    betrayals.SLANDER: "slander", betrayals.ADVANTAGE: "an advantage taken",
}  # fmt: skip
MEANS = {
    betrayals.SAW: "saw it done", betrayals.TOLD: "was told", betrayals.OVERHEARD: "overheard it",
    betrayals.CONFESSED: "heard it confessed", betrayals.PROVED: "put two and two together",
}  # fmt: skip
# How a tale was taken, by the belief it found.
TAKEN = ((0.6, "believed"), (0.3, "half believed"), (0.05, "doubted"), (0.0, "not believed"))
# Rumours on a page, those that go round first.
TALES = 30
# Depths of a rumour's tree that the page indents; it goes through no more mouths.
DEEPEST = rumours.MOST_HOPS


@dataclass(frozen=True, slots=True)
class Knower:
    person: Person
    event: int
    teller: Person | None


@dataclass(frozen=True, slots=True)
class Wrong:
    """A betrayal by name: what was broken, what proves it, who knows, and how far it is made good."""

    account: BetrayalAccount
    doer: Person
    victim: Person
    sentence: str
    bound: str
    evidence: tuple[Moment, ...]
    knowers: tuple[Knower, ...]
    means: str
    day: int

    @property
    def repaired(self) -> float:
        return min(1.0, self.account.mended / self.account.needed) if self.account.needed else 1.0


@dataclass(frozen=True, slots=True)
class Word:
    """A promise by name."""

    fact: Promise
    maker: Person
    holder: Person
    due: str
    state: str


@dataclass(frozen=True, slots=True)
class Telling:
    teller: Person
    hearer: Person
    event: int
    when: str
    belief: float
    overheard: bool
    depth: int

    @property
    def taken(self) -> str:
        """How it was taken, in words."""
        return next(word for least, word in TAKEN if self.belief >= least)


@dataclass(frozen=True, slots=True)
class Tale:
    """A rumour by name, and the path it took."""

    account: RumourAccount
    subject: Person
    origin: Person | None
    sentence: str
    path: tuple[Telling, ...]
    knowers: int
    day: int


@dataclass(frozen=True, slots=True)
class Kept:
    holder: Person
    text: str
    knowers: tuple[tuple[Person, int | None], ...]


@require_safe
def faith(request: HttpRequest, slug: str) -> HttpResponse:
    found = visible(request, slug)
    people = moments.people(outlook.living(found))
    directs = found.may(request.user, Role.DIRECTOR)
    words = words_of(found, people)
    context = {
        "world": found, "slug": slug, "tab": "faith", "wrongs": wrongs_of(found, people),
        "open_words": [word for word in words if word.fact.state == promises.OPEN],
        "past_words": [word for word in words if word.fact.state != promises.OPEN],
        "secrets": secrets_of(found, people) if directs else None,
    }  # fmt: skip
    return render(request, "relationships/faith.html", context)


@require_safe
def hearsay(request: HttpRequest, slug: str) -> HttpResponse:
    """What is told of whom, and by which mouths it came to whose ears."""
    found = visible(request, slug)
    people = moments.people(outlook.living(found))
    about = outlook.number_in(request.GET.get("about", ""))
    context = {
        "world": found, "slug": slug, "tab": "hearsay", "people": people, "about": people.get(about or 0),
        "tales": tales_of(found, people, about if about in people else None),
    }  # fmt: skip
    return render(request, "relationships/hearsay.html", context)


def wrongs_of(
    world: World, people: People, *, between: tuple[int, int] | None = None, who: int | None = None
) -> list[Wrong]:
    found = accounts.betrayals(world.pk, world.minute, between=between, who=who)
    return [_wrong(one, people) for one in found if {one.fact.doer, one.fact.victim} <= people.keys()]


def _wrong(account: BetrayalAccount, people: People) -> Wrong:
    fact = account.fact
    return Wrong(
        account=account,
        doer=people[fact.doer],
        victim=people[fact.victim],
        sentence=_sentence(fact.deed),
        bound=BOUNDS.get(fact.bound, "trust"),
        evidence=tuple(moments.of(people, account.evidence)),
        knowers=tuple(
            Knower(people[one.who], one.event, people.get(one.teller or 0))
            for one in fact.knowledge
            if one.who in people and one.who not in (fact.doer, fact.victim)
        ),
        means=MEANS.get(fact.means, ""),
        day=_day(fact.minute),
    )


def words_of(
    world: World, people: People, *, between: tuple[int, int] | None = None, who: int | None = None
) -> list[Word]:
    found = accounts.promises(world.pk, between=between, who=who)
    return [_word(one, people) for one in found if {one.maker, one.holder} <= people.keys()]


def _word(fact: Promise, people: People) -> Word:
    state = "open" if fact.state == promises.OPEN else fact.state
    return Word(fact, people[fact.maker], people[fact.holder], _when(fact.due), state)


def tales_of(world: World, people: People, about: int | None = None) -> list[Tale]:
    found = [_tale(one, people) for one in accounts.rumours(world.pk, about=about) if one.fact.subject in people]
    return sorted(found, key=lambda tale: not tale.account.fact.is_open)[:TALES]


def _tale(account: RumourAccount, people: People) -> Tale:
    fact = account.fact
    path = tuple(
        Telling(
            people[hop.telling.teller], people[hop.telling.hearer], hop.telling.event, _when(hop.telling.minute),
            hop.telling.belief, hop.telling.overheard, min(hop.mouths, DEEPEST),
        )
        for hop in account.path
        if {hop.telling.teller, hop.telling.hearer} <= people.keys()
    )  # fmt: skip
    return Tale(
        account, people[fact.subject], people.get(fact.origin or 0), _sentence(fact.deed), path, len(account.knowers),
        _day(fact.minute),
    )  # fmt: skip


def secrets_of(world: World, people: People) -> list[Kept]:
    return [_kept(one, people) for one in accounts.secrets(world.pk) if one.holder in people]


def _kept(account: SecretAccount, people: People) -> Kept:
    knowers = tuple(
        (people[one.who], one.told.event if one.told else None) for one in account.knowers if one.who in people
    )
    return Kept(people[account.holder], account.text, knowers)


def _sentence(clause: str) -> str:
    return f"{clause[:1].upper()}{clause[1:]}."


def _day(minute: int) -> int:
    return minute // 1440 + 1


def _when(minute: int) -> str:
    return f"day {_day(minute)}, {minute // 60 % 24:02d}:{minute % 60:02d}"
