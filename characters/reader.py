"""Descriptions read by the model: suggestions with quotes, or a whole draft. Its answers are data and looked through.

A suggestion whose quote does not stand in the text is dropped: the model may have made it up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from characters import llm, sheets, suggestions
from characters.checks import clean
from characters.minds import DOMAINS
from characters.personality import DOMAIN_OF, WORDS
from characters.prompts import Messages, rendered
from characters.sheets import LONGEST, MOST, Sheet
from characters.suggestions import Suggestion

# Characters of a description that are sent; the rest of a long card is its lore.
LONGEST_TEXT = 6_000
READING_TOKENS, DRAFTING_TOKENS = 1_200, 1_400
MOST_TRAITS = 14

_UNSPOKEN = re.compile(r"[^\w]+")


async def read(text: str, endpoint: llm.Endpoint, deadline: float) -> tuple[Suggestion, ...]:
    """What the model suggests for a sheet. Raises `llm.ModelError`."""
    reply = await llm.say(endpoint, _messages("reading", text), READING, READING_TOKENS, deadline)
    return tuple(_suggestions(_answer(reply), text))


async def draft(text: str, endpoint: llm.Endpoint, deadline: float) -> Sheet:
    """A draft sheet by the model. Raises `llm.ModelError`."""
    reply = await llm.say(endpoint, _messages("drafting", text), DRAFTING, DRAFTING_TOKENS, deadline)
    return _sheet(_answer(reply), text)


def _messages(task: str, text: str) -> Messages:
    traits, speeches = ", ".join((*DOMAINS, *DOMAIN_OF)), ", ".join(sheets.SPEECHES)
    system = rendered(f"{task}_system.txt", traits=traits, speeches=speeches)
    return (
        {"role": "system", "content": system},
        {"role": "user", "content": rendered(f"{task}_user.txt", text=clean(text[:LONGEST_TEXT]))},
    )


def _answer(reply: llm.Reply) -> Mapping[str, Any]:
    start, end = reply.text.find("{"), reply.text.rfind("}")
    try:
        answer = json.loads(reply.text[start : end + 1])
    except (ValueError, RecursionError) as error:
        raise llm.ModelError("malformed", "the answer is no JSON object", reached=True) from error
    if not isinstance(answer, dict):
        raise llm.ModelError("malformed", "the answer is no JSON object", reached=True)
    return answer


def _suggestions(answer: Mapping[str, Any], text: str) -> Iterator[Suggestion]:
    known = _spoken(text)

    def quoted(row: Mapping[str, Any]) -> str:
        quote = str(row.get("quote", ""))[:300].strip()
        return quote if quote and _spoken(quote) in known else ""

    for row in _rows(answer, "traits")[:MOST_TRAITS]:
        name, value = str(row.get("name", "")), _share(row.get("value"))
        if value is not None and (quote := quoted(row)) and (name in DOMAINS or name in DOMAIN_OF):
            kind = "trait" if name in DOMAINS else "facet"
            label = name.capitalize() if name in DOMAINS else WORDS[name][0 if value >= 0.5 else 1].capitalize()
            yield Suggestion(f"model-{kind}-{name}", kind, label, value, quote, "model")
    for field, kind, label in (("values", "value", "Holds dear"), ("goals", "goal", "Wants")):
        for number, row in enumerate(_rows(answer, field)[: MOST[field]]):
            told = _line(row.get("text"), LONGEST["wish"])
            if told and (quote := quoted(row)):
                suggested = suggestions.goal(told) if kind == "goal" else told.casefold()
                yield Suggestion(f"model-{kind}-{number}", kind, label, suggested, quote, "model")
    speech = answer.get("speech")
    if isinstance(speech, dict) and speech.get("name") in sheets.SPEECHES and (quote := quoted(speech)):
        yield Suggestion("model-speech-0", "speech", "Manner of speech", speech["name"], quote, "model")
    initiative = answer.get("initiative")
    if (
        isinstance(initiative, dict)
        and (share := _share(initiative.get("value"))) is not None
        and (quote := quoted(initiative))
    ):
        yield Suggestion("model-initiative-0", "initiative", "Begins things", share, quote, "model")


def _sheet(answer: Mapping[str, Any], text: str) -> Sheet:
    sheet = sheets.blank()
    for field in ("name", "role"):
        sheet[field] = _line(answer.get(field), LONGEST[field])
    sheet["persona"] = clean(str(answer.get("persona", "")))[: LONGEST["persona"]] or text[: LONGEST["persona"]]
    sheet["pronouns"] = answer.get("pronouns") if answer.get("pronouns") in sheets.PRONOUNS else "they"
    sheet["speech"] = answer.get("speech") if answer.get("speech") in sheets.SPEECHES else "plain"
    traits = answer.get("traits")
    given = traits if isinstance(traits, dict) else {}
    sheet["traits"] = {domain: share if (share := _share(given.get(domain))) is not None else 0.5 for domain in DOMAINS}
    if (initiative := _share(given.get("initiative"))) is not None:
        sheet["initiative"] = initiative
    for field in ("values", "samples", "gestures"):
        sheet[field] = _lines(answer.get(field), LONGEST[field], MOST[field])
    sheet["goals"] = [
        suggestions.goal(wish, 0.7) for wish in _lines(answer.get("goals"), LONGEST["wish"], MOST["goals"])
    ]
    secret, confession = (
        _line(answer.get("secret"), LONGEST["secret"]),
        _line(answer.get("confession"), LONGEST["secret"]),
    )
    if secret and confession:
        sheet["secrets"] = [
            {"text": secret.rstrip("."), "confession": confession.rstrip("."), "about": "", "known_by": []}
        ]
    return sheet


def _rows(answer: Mapping[str, Any], field: str) -> Sequence[Mapping[str, Any]]:
    found = answer.get(field)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _lines(found: Any, longest: int, most: int) -> list[str]:
    return [line for one in found[:most] if (line := _line(one, longest))] if isinstance(found, list) else []


def _line(told: Any, longest: int) -> str:
    return " ".join(clean(told).split())[:longest] if isinstance(told, str) else ""


def _share(value: Any) -> float | None:
    good = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 100
    return round(value / 100, 2) if good else None


def _spoken(text: str) -> str:
    """The words of a text alone: quotes may be set with other signs than the text was."""
    return " ".join(_UNSPOKEN.sub(" ", text.casefold()).split())


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


_TEXT: dict[str, Any] = {"type": "string"}
_NUMBER: dict[str, Any] = {"type": "number"}
_TOLD = {"type": "array", "items": _object(text=_TEXT, quote=_TEXT)}
_LIST = {"type": "array", "items": _TEXT}
READING = _object(
    traits={
        "type": "array",
        "items": _object(name={"type": "string", "enum": [*DOMAINS, *DOMAIN_OF]}, value=_NUMBER, quote=_TEXT),
    },
    values=_TOLD,
    goals=_TOLD,
    speech=_object(name={"type": "string", "enum": list(sheets.SPEECHES)}, quote=_TEXT),
    initiative=_object(value=_NUMBER, quote=_TEXT),
)
DRAFTING = _object(
    name=_TEXT,
    pronouns={"type": "string", "enum": list(sheets.PRONOUNS)},
    role=_TEXT,
    persona=_TEXT,
    traits=_object(**dict.fromkeys((*DOMAINS, "initiative"), _NUMBER)),
    values=_LIST,
    speech={"type": "string", "enum": list(sheets.SPEECHES)},
    samples=_LIST,
    gestures=_LIST,
    goals=_LIST,
    secret=_TEXT,
    confession=_TEXT,
)
