"""Speech in prose: who says which line, by a tag, a gesture, or by its turn in the talk of two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storytelling.narrator import Line, Moment, Person, filled
from storytelling.tense import past

SUBJECT: Mapping[str, str] = {"she": "She", "he": "He"}
POSSESSIVES: Mapping[str, str] = {"she": "her", "he": "his", "they": "their"}
# Lines of what is told in passing.
BRIEF = 2
# In a talk of two the speaker need not be named again before this many lines.
UNTAGGED = 3

Tags = Mapping[str, Sequence[str]]


def dialogue(moment: Moment, people: Mapping[int, Person], tags: Tags, turn: int, *, brief: bool = False) -> list[str]:
    """A paragraph a line, in the order in which they were spoken."""
    lines = [line for line in moment.lines if line.speaker is not None]
    lines = lines[: BRIEF if moment.accepted is False else 1] if brief else lines
    speakers = [line.speaker for line in lines]
    found: list[str] = []
    for index, line in enumerate(lines):
        person = people.get(line.speaker or 0)
        others = {people[who].pronouns for who in speakers if who is not None and who != line.speaker and who in people}
        is_known = line.speaker in speakers[:index] and person is not None and person.pronouns not in others
        called = SUBJECT.get(person.pronouns, person.name) if person and is_known else person.name if person else ""
        in_turn = len({*speakers}) == 2 and index >= UNTAGGED - 1 and speakers[index - 1] != line.speaker
        tone = moment.tone if line.speaker == moment.initiator else "even"
        if line.gesture:
            found.append(_gestured(line, called or "Somebody", person))
        elif in_turn or (index and line.speaker == speakers[index - 1]):
            found.append(f"“{_words(line)}”")
        else:
            # Who is alone answers nobody.
            fitting = [tag for tag in tags.get(tone) or tags["even"] if moment.responders or "repl" not in tag]
            found.append(_tagged(line, called or "somebody", fitting, turn + index))
    return found


def _words(line: Line) -> str:
    return line.text.strip().strip('“”"')


def _gestured(line: Line, called: str, person: Person | None) -> str:
    their = POSSESSIVES.get(person.pronouns if person else "they", "their")
    return f"“{_words(line)}” {called} {past(line.gesture.replace('{their}', their))}."


def _tagged(line: Line, called: str, tags: Sequence[str], turn: int) -> str:
    text = _words(line)
    lowered = called.lower() if called in SUBJECT.values() else called
    tag = filled(tags[turn % len(tags)], {"a": lowered})
    if text.endswith("."):
        text = f"{text[:-1]},"
    elif not text.endswith(("?", "!", "…", "—", ",")):
        text = f"{text},"
    return f"“{text}” {tag}."
