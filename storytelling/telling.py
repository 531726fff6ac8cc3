"""The house narrator: an event of the log in past-tense prose, from what was said, done, felt and changed; no model.

It invents nothing: every sentence is made from one event's row, or from that of the event which caused it, and the
passage carries their numbers. What matters is played as a scene, the rest told in passing. Turns of phrase are dealt in
rotation from the story's own seed, so that a chapter told again reads the same and none comes twice running.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from storytelling.narrator import (
    Moment,
    Motive,
    Person,
    Prose,
    capital,
    filled,
    hour_of,
    ordinal,
    sentence,
    spelt,
    where,
)
from storytelling.phrases import Deal, phrases, span
from storytelling.speech import dialogue
from storytelling.tense import long_past, recounted

# A change of a bond smaller than this goes without saying.
TOLD_CHANGE = 0.045
# Witnesses named; of a crowd it is said that it saw.
MOST_WITNESSES = 2
# What was told within the last so many passages need not be called to mind.
FRESH = 3
# Of what matters at least this much it is said, so often, who saw it.
NOTICED, REMARKED = 0.35, 0.4
# What matters less than this, and is no turn of the story, is told in passing.
PLAYED = 0.2
# A reason of this weight moved somebody; a feeling of this strength is told.
MOVED, FELT = 1.5, 0.3
# Sentences after the last word of a scene.
MOST_CLOSING = 4
# Reasons that say nothing of this moment: nature, custom, chance and the like.
DULL = ("nature", "custom", "novelty", "initiative", "company", "chance", "genre")

# Every so many passages a deed and its motive are told in one.
FUSED = 3
# Feelings that were told so many passages ago are not told again.
FELT_LATELY = 2

SUBJECT: Mapping[str, str] = {"she": "she", "he": "he"}
OBJECT: Mapping[str, str] = {"she": "her", "he": "him"}
# What may stand before a pronoun.
LED = re.compile("Then |At that ")
# What takes an article: "the youngest daughter", but "master of Pemberley".
ARTICLED = re.compile(r"(?:young|old|eld)est |(?:second|third) |mother |sister |brother |heiress |leader |celebrated ")
POSSESSIVES: Mapping[str, str] = {"she": "her", "he": "his", "they": "their"}


@dataclass(frozen=True, slots=True)
class Teller:
    """What a chapter's telling keeps in mind: who is who, and the events that a cause may point back to."""

    people: Mapping[int, Person]
    known: Mapping[int, Moment]
    # Through whose eyes; None is nobody's.
    eyes: int | None = None
    seed: str = ""
    # What earlier chapters have told: whom one has met, where one has been, what has been said of their hearts.
    earlier: tuple[Moment, ...] = ()
    # What else is said of an event, at the end of its passage: a clue, a hint of what may come, how it ended.
    asides: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    # Events that an event's asides rest on beside it.
    rests_on: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def tell(self, moment: Moment, before: Sequence[Moment], part: str) -> Prose:
        """The passage of one event; `part` is the beat it is, or empty, `before` what the chapter has told so far.

        The event itself is the first of the passage's events.
        """
        deal = Deal(f"{self.seed}:{before[0].number if before else moment.number}", len(before))
        met = {who for one in (*self.earlier, *before) for who in (one.initiator, *one.responders) if who}
        is_played = bool(part) or moment.importance >= PLAYED or moment.kind != "interaction"
        lead, events = self._lead(moment, before, deal, is_played=is_played)
        spoken = dialogue(moment, self.people, phrases().tags, deal.turn, brief=not is_played)
        closing = list(self._closing(moment, before, part, deal)) if is_played else []
        closing += self.asides.get(moment.number, ())
        paragraphs = [self._smooth(" ".join(lead), moment), *spoken, self._smooth(" ".join(closing), moment)]
        text = "\n\n".join(filter(None, paragraphs))
        return self.resting(Prose(self._familiar(text, met), (moment.number, *events)))

    def resting(self, passage: Prose) -> Prose:
        """The passage with the events that the asides in it rest on."""
        rests = (number for event in passage.events for number in self.rests_on.get(event, ()))
        return Prose(passage.text, tuple(dict.fromkeys((*passage.events, *rests))))

    def _familiar(self, text: str, met: Collection[int]) -> str:
        """Whoever has been met before, or was named just now, is called what people call them."""
        for who, person in self.people.items():
            if person.name.startswith("The "):
                text = re.sub(rf"(?<=[a-z,;] ){re.escape(person.name)}", f"the {person.name[4:]}", text)
            if person.name == person.short:
                continue
            first = text.find(person.name)
            if who in met:
                text = text.replace(person.name, person.short)
            elif first >= 0:
                end = first + len(person.name)
                text = text[:end] + text[end:].replace(person.name, person.short)
        return text

    def _lead(
        self, moment: Moment, before: Sequence[Moment], deal: Deal, *, is_played: bool
    ) -> tuple[list[str], list[int]]:
        """Where and when it was, as far as that is new, what moved whoever began it, and what was done."""
        said: list[str] = []
        last = next((one for one in reversed(before) if one.act), None)
        is_new = not any(one.place == moment.place for one in (*self.earlier, *before))
        if moment.about and is_played and is_new and (last is None or last.minute <= moment.minute):
            slots = {"place": moment.place, "hour": hour_of(moment.minute), "about": self._about(moment)}
            said.append(filled(deal.pick(phrases().abouts), slots))
        if not moment.act or moment.kind == "development":
            lines = [line.text for line in moment.lines if line.speaker is None] or [moment.deed]
            return [*said, *(sentence(spelt(recounted(text, self._names))) for text in lines)], []
        motive = self._motives(moment, before, moment.initiator, takes_part=True) if is_played else ""
        deed = self._deed(moment, deal, is_played=is_played)
        did = moment.act, moment.initiator, moment.responders
        if is_played and did in [(one.act, one.initiator, one.responders) for one in before]:
            deed = f"{deed} again"
        deed, motive = self._fused(moment, deed, motive, deal)
        placed = self._placed(moment, last, deed, deal, is_new=bool(said))
        introduced = self._introduced(moment, before)
        if said:
            order = [*introduced, placed, motive]
        else:
            order = [motive, placed, *introduced] if deal.turn % 2 and before else [placed, *introduced, motive]
        said += [text for text in order if text]
        cause = self._cause(moment, before) if is_played else None
        if cause is None:
            return said, []
        ago = deal.pick(span(phrases().agos, moment.minute - cause.minute))
        news = long_past(recounted(cause.deed), self.name(cause.initiator))
        if news not in motive:
            said.append(filled(deal.pick(phrases().because), {"ago": ago, "news": news}))
        return said, [cause.number]

    def _fused(self, moment: Moment, deed: str, motive: str, deal: Deal) -> tuple[str, str]:
        """Now and then the deed and what moved to it in one: "Jane, who was fond of Bingley, thanked him"."""
        doer = self.people.get(moment.initiator or 0)
        plain = motive.removesuffix(".")
        if doer is None or not plain.startswith(f"{doer.name} ") or deal.turn % FUSED != 1 or set(";,:") & set(plain):
            return deed, motive
        if not deed.startswith(f"{doer.name} ") or plain.startswith(f"{doer.name} and "):
            return deed, motive
        done = deed[len(doer.name) :]
        for who in moment.responders:
            other = self.people.get(who)
            if other is not None and other.name in plain and other.pronouns in OBJECT:
                done = re.sub(rf"{re.escape(other.name)}(?!['’])", OBJECT[other.pronouns], done, count=1)
        return f"{doer.name}, who{plain[len(doer.name) :]},{done}", ""

    def _about(self, moment: Moment) -> str:
        about = re.sub(r"(?<!to) have ", " had ", recounted(moment.about.rstrip(".")))
        first = about.split(" ", 1)[0]
        is_name = any(word and first.startswith(word) for name in self._names for word in name.split())
        return about if is_name else f"{about[:1].lower()}{about[1:]}"

    def _deed(self, moment: Moment, deal: Deal, *, is_played: bool) -> str:
        """What was done as a clause; of a scene that is played, without giving away how it was taken."""
        doer = self.people.get(moment.initiator or 0)
        deed = moment.deed or "nothing happened"
        if doer is None or moment.accepted is not False or not is_played:
            return recounted(deed)
        attempt = f"{doer.name} tried to "
        if deed.startswith(attempt):
            their = POSSESSIVES.get(doer.pronouns, "their")
            slots = {"a": doer.name, "their": their, "deed": deed[len(attempt) :]}
            return filled(deal.pick(phrases().intents), slots)
        return deed.partition(", who ")[0]

    def _placed(self, moment: Moment, before: Moment | None, deed: str, deal: Deal, *, is_new: bool) -> str:
        words = phrases()
        place = moment.place or "the open"
        slots = {
            "place": place, "where": where(place), "deed": deed, "hour": hour_of(moment.minute),
            "day": f"the {ordinal(moment.day)} day", "a": self.name(moment.initiator), "when": "",
        }  # fmt: skip
        if before is None:
            return filled("{Deed}." if is_new else deal.pick(words.openings), slots)
        gap = moment.minute - before.minute
        slots["when"] = deal.pick(span(words.whens, gap))
        if gap < 0:
            return filled(deal.pick(words.earlier), slots)
        if moment.day != before.day:
            is_next = moment.day == before.day + 1
            options = words.days if is_next else words.later_days
            if is_new:
                options = ("The next day {deed}.",) if is_next else ("On {day} {deed}.",)
        elif is_new:
            options = ("{Deed}.",)
        elif moment.place != before.place:
            options = words.moves
        else:
            options = words.at_once if gap < words.whens[0][0] else words.stays
        return filled(deal.pick(options), slots)

    def _cause(self, moment: Moment, before: Sequence[Moment]) -> Moment | None:
        """What it went back to, where that was not told just now and nothing else told so far goes back to it."""
        cause = self.known.get(moment.cause or 0)
        if cause is None or not cause.deed or cause.number in {one.number for one in before[-FRESH:]}:
            return None
        if any(one.cause == cause.number for one in before):
            return None
        return cause if self.eyes is None or cause.known_to(self.eyes) else None

    def _introduced(self, moment: Moment, before: Sequence[Moment]) -> list[str]:
        """Who somebody is, when they are first seen to do something."""
        seen = [one for one in (*self.earlier, *before) if one.kind == "interaction"]
        met = {who for one in seen for who in (one.initiator, *one.responders)}
        fresh = [who for who in (moment.initiator, *moment.responders[:1]) if who and who not in met]
        people = [self.people[who] for who in fresh if who in self.people and self.people[who].role]
        if moment.kind != "interaction":
            return []
        return [f"{one.name} {_role(one.role)}." for one in people]

    @property
    def _names(self) -> list[str]:
        return [person.name for person in self.people.values()]

    def _motives(self, moment: Moment, before: Sequence[Moment], who: int | None, *, takes_part: bool) -> str:
        """What spoke for it and what against it in somebody's heart, as far as the chapter has not said so before."""
        person = self.people.get(who or 0)
        if person is None or self.eyes not in (None, who):
            return ""
        told = {motive.text for one in (*self.earlier, *before) for motive in _telling(one.motives, person)}
        fresh = [motive for motive in _telling(moment.motives, person) if motive.text not in told]
        for_it = next((one for one in fresh if one.weight > 0), None)
        against = next((one for one in fresh if one.weight < 0), None)
        first, last = (against, for_it) if takes_part else (for_it, against)
        if last is None:
            return ""
        text = recounted(last.text, self._names, further=True)
        if first is None:
            return sentence(text)
        pronoun = SUBJECT.get(person.pronouns, "")
        joined = f"{pronoun}{text[len(person.name) :]}" if pronoun else text
        return sentence(f"{recounted(first.text, self._names, further=True)}; but {joined}")

    def _closing(self, moment: Moment, before: Sequence[Moment], part: str, deal: Deal) -> Iterator[str]:
        said: list[str] = []
        if moment.kind == "interaction":
            said = [
                *self._taken(moment, before, deal),
                *self._feelings(moment, before, deal),
                *self._changes(moment, deal),
            ]
            said += self._witnesses(moment, deal)
        yield from said[:MOST_CLOSING]
        if part in phrases().parts and not (part == "resolution" and moment.number in self.asides):
            yield deal.pick(phrases().parts[part])

    def _taken(self, moment: Moment, before: Sequence[Moment], deal: Deal) -> list[str]:
        """How the other took it, and why."""
        other = next((who for who in moment.responders if who in self.people), None)
        if other is None:
            return []
        why = self._motives(moment, before, other, takes_part=bool(moment.accepted))
        if moment.accepted is not False:
            return [why] if why else []
        _, who, tail = moment.deed.partition(", who ")
        if who:
            return [self._answered(self.people[other], recounted(tail), why)]
        if why:
            return [why]
        return [filled(deal.pick(phrases().refusals), {"b": self.people[other].name})]

    def _answered(self, person: Person, tail: str, why: str) -> str:
        """What somebody did about it and why, in one sentence: "Jane gave no ground; she had nothing to hide"."""
        pronoun = SUBJECT.get(person.pronouns, "")
        if not why or ";" in why or not pronoun or not why.startswith(f"{person.name} "):
            return " ".join(filter(None, [f"{person.name} {tail}.", why]))
        return f"{person.name} {tail}; {pronoun}{why[len(person.name) :]}"

    def _feelings(self, moment: Moment, before: Sequence[Moment], deal: Deal) -> list[str]:
        """How it left the two of them, if it has not left them so just before."""
        words, pairs = phrases(), self._felt(moment)
        if pairs in [self._felt(one) for one in before[-FELT_LATELY:]]:
            return []
        if len(pairs) == 2 and pairs[0][1] == pairs[1][1]:
            return [filled(deal.pick(words.left_alike), {"x": pairs[0][1]})]
        if len(pairs) == 2:
            slots = {"a": pairs[0][0], "x": pairs[0][1], "b": pairs[1][0], "y": pairs[1][1]}
            return [filled(deal.pick(words.left_both), slots)]
        return [filled(deal.pick(words.left), {"a": name, "x": how}) for name, how in pairs]

    def _felt(self, moment: Moment) -> list[tuple[str, str]]:
        """The strongest feeling of each of the two, as far as it may be told: name and word."""
        words, strongest = phrases(), dict[int, str]()
        for felt in sorted(moment.feelings, key=lambda one: (-one.intensity, one.who)):
            takes_part = felt.who in (moment.initiator, *moment.responders[:1]) and felt.who in self.people
            is_told = felt.intensity >= FELT and felt.emotion in words.feelings
            if takes_part and is_told and self.eyes in (None, felt.who):
                strongest.setdefault(felt.who, words.feelings[felt.emotion])
        return sorted((self.people[who].name, how) for who, how in strongest.items())[:2]

    def _changes(self, moment: Moment, deal: Deal) -> list[str]:
        """What it changed between those in it, the strongest alone."""
        involved = {moment.initiator, *moment.responders}
        for change in sorted(moment.changes, key=lambda one: -abs(one.delta)):
            key = f"{change.dimension}_{'up' if change.delta > 0 else 'down'}"
            told = abs(change.delta) >= TOLD_CHANGE and key in phrases().changes
            # What it made somebody think of a third is another story, and what goes on in others is not for these eyes.
            if told and change.target in involved and change.source in involved and self.eyes in (None, change.source):
                slots = {"a": self.name(change.source), "b": self.name(change.target)}
                return [filled(deal.pick(phrases().changes[key]), slots)]
        return []

    def _witnesses(self, moment: Moment, deal: Deal) -> list[str]:
        words = phrases()
        if moment.importance < NOTICED or deal.chance > REMARKED:
            return []
        names = [self.name(who) for who in moment.witnesses if who in self.people]
        if len(names) > MOST_WITNESSES:
            return []
        if not names:
            return [deal.pick(words.alone)]
        return [filled(deal.pick(words.watched), {"names": " and ".join(names)})]

    def name(self, who: int | None) -> str:
        person = self.people.get(who) if who is not None else None
        return person.name if person else "somebody"

    def _smooth(self, paragraph: str, moment: Moment) -> str:
        """A sentence that goes on about whoever the last was about begins with a pronoun, where one can be meant."""
        ids = dict.fromkeys(who for who in (moment.initiator, *moment.responders) if who is not None)
        here = [self.people[who] for who in ids if who in self.people]
        parts = paragraph.split(". ")
        about, alone = None, True
        for index, part in enumerate(parts):
            named = sorted((part.find(one.name), one) for one in here if one.name in part)
            found = LED.match(part)
            led = found[0] if found else ""
            one = next((one for one in here if part.startswith(f"{led}{one.name} ")), None)
            if one is not None and one is about and alone and one.pronouns in SUBJECT:
                pronoun = SUBJECT[one.pronouns]
                parts[index] = f"{led}{pronoun if led else capital(pronoun)}{part[len(led) + len(one.name) :]}"
            if named:
                about = named[0][1]
                is_subject = not part.startswith(("It ", "Something "))
                alone = is_subject or sum(other.pronouns == about.pronouns for _, other in named) == 1
        return ". ".join(parts)


def _role(role: str) -> str:
    was = "had been" if re.search(r"\b(?:since|these) ", role) else "was"
    return f"{was} {'the ' if ARTICLED.match(role) else ''}{role.rstrip('.')}"


def _telling(motives: Sequence[Motive], person: Person) -> list[Motive]:
    """The reasons that say something of somebody's heart at this moment, the weightiest first."""
    own = [
        one
        for one in motives
        if one.who == person.id
        and abs(one.weight) >= MOVED
        and one.text.startswith(f"{person.name} ")
        and not one.rule.startswith(DULL)
        and " them" not in one.text
    ]
    return sorted(own, key=lambda one: -abs(one.weight))
