"""What an OpenAI-compatible server understands, found out from its refusals.

Compatible servers differ in three things that a request must get right: how an answer is held to a shape, what its
length limit is called, and whether a temperature may be set. We ask in the fullest way first; a refusal that says why
makes the next request plainer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

Schema = Mapping[str, Any]

# From the strictest promise to none; the checks on the answer are the same for all three.
FORMS = ("json_schema", "json_object", "text")

# Above this, models of 2026 start to misspell names; below it, scenes of a pair sound alike.
TEMPERATURE = 0.9


@dataclass(frozen=True)
class Dialect:
    form: str = FORMS[0]
    length: str = "max_tokens"
    temperature: bool = True


def request(dialect: Dialect, schema: Schema, max_tokens: int) -> dict[str, Any]:
    """The parameters, in this dialect, that hold an answer to a schema and a length."""
    said: dict[str, Any] = {dialect.length: max_tokens}
    if dialect.temperature:
        said["temperature"] = TEMPERATURE
    if dialect.form == "json_schema":
        said["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": "scene", "strict": True, "schema": schema},
        }
    elif dialect.form == "json_object":
        said["response_format"] = {"type": "json_object"}
    return said


def overflowed(message: str) -> bool:
    """Whether a refusal means that the prompt is longer than the model's context."""
    said = message.lower()
    return "context" in said and ("exceed" in said or "maximum" in said or "length" in said)


def plainer(dialect: Dialect, message: str) -> Dialect | None:
    """The dialect to try after a refusal with this message, or None where another wording would not help.

    Some servers refuse a schema without naming it, so a refusal that blames nothing else blames the form.
    """
    said = message.lower()
    if "max_completion_tokens" in said and dialect.length == "max_tokens":
        return replace(dialect, length="max_completion_tokens")
    if "temperature" in said and dialect.temperature:
        return replace(dialect, temperature=False)
    if overflowed(said) or ("content" in said and ("policy" in said or "filter" in said)):
        return None
    if dialect.form == FORMS[-1]:
        return None
    return replace(dialect, form=FORMS[FORMS.index(dialect.form) + 1])
