"""One decided scene put into words by the model: a call, a look at the answer, at most one more call.

Nothing here falls back. A scene that the model could not word comes back without lines and with the reason, and the
turn has the house voice it and says so.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from characters import llm, phrases, prompts
from characters.checks import Finding, SceneText, findings, parse
from characters.phrases import Guide

MOST_CALLS = 2

# The first call may use this much of the deadline, so that a silent endpoint leaves time to ask again.
FIRST_SHARE = 0.6

# With less than this left, in seconds, no model answers; the call would only be paid for.
SHORTEST_CALL = 0.05


@dataclass(frozen=True)
class Voiced:
    """A scene's words, or why there are none, and what it cost either way."""

    scene: SceneText | None
    # "voiced", or the kind of the last thing that went wrong.
    outcome: str
    model: str
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    ms: int = 0
    # True where a call gave no account of its tokens and they were reckoned from the prompt's length.
    estimated: bool = False
    # The kinds of everything that went wrong, in order.
    faults: tuple[str, ...] = ()

    @property
    def retries(self) -> int:
        return max(0, self.calls - 1)


async def voice_by_model(scene: prompts.ScenePrompt, endpoint: llm.Endpoint, deadline: float) -> Voiced:
    """The scene in the model's words within `deadline` seconds and two calls, or a record of why not."""
    names = prompts.speakers(scene)
    schema = prompts.schema(names)
    asked = prompts.messages(scene)
    voiced = Voiced(None, "timeout", endpoint.model)
    ends = time.monotonic() + deadline
    while voiced.calls < MOST_CALLS:
        left = ends - time.monotonic()
        if left < SHORTEST_CALL:
            break
        share = 1.0 if voiced.calls else FIRST_SHARE
        try:
            reply = await llm.say(endpoint, asked, schema, prompts.COMPLETION_TOKENS, left * share)
        except llm.ModelError as error:
            voiced = _missed(voiced, error, asked)
            if error.permanent or not error.called:
                break
            continue
        read = examined(reply, scene, names)
        if isinstance(read, SceneText):
            return replace(_counted(voiced, reply), scene=read, outcome="voiced")
        voiced = _wrong(_counted(voiced, reply), [finding.kind for finding in read])
        asked = prompts.again(asked, read)
    return voiced


async def voice_locally(
    scene: prompts.ScenePrompt, guide: Guide, endpoint: llm.Endpoint, deadline: float
) -> tuple[tuple[phrases.Line, ...], Voiced]:
    """The scene in lines that a small model chose from the house voice's own; no lines where it did not answer."""
    asked = prompts.local_messages(scene)
    voiced = Voiced(None, "voiced", endpoint.model)
    # A small model spells unlikely words letter by letter, so a token may be a single character.
    most = sum(max(map(len, known), default=0) + 1 for known in guide.wordings)
    try:
        reply = await llm.say_in_grammar(endpoint, asked, guide.grammar, most, deadline)
    except llm.ModelError as error:
        return (), _missed(voiced, error, asked)
    voiced = _counted(voiced, reply)
    lines = guide.read(reply.text)
    return (lines, voiced) if lines else ((), _wrong(voiced, ["unreadable"]))


def examined(reply: llm.Reply, scene: prompts.ScenePrompt, names: Sequence[str]) -> SceneText | tuple[Finding, ...]:
    """The scene in a reply, or everything that keeps it from being shown."""
    if reply.finish == "content_filter":
        return (Finding("refusal", "The answer was withheld; write a milder scene."),)
    read = parse(reply.text, names)
    if isinstance(read, Finding):
        return (Finding("cut_off", "The answer was too long and cut off."),) if reply.finish == "length" else (read,)
    recent = [line.text for line in scene.recent]
    return findings(read, names, recent, scene.polarity, scene.topics_off) or read


def _counted(voiced: Voiced, reply: llm.Reply) -> Voiced:
    return replace(
        voiced,
        model=reply.model,
        calls=voiced.calls + 1,
        prompt_tokens=voiced.prompt_tokens + reply.prompt_tokens,
        completion_tokens=voiced.completion_tokens + reply.completion_tokens,
        cached_tokens=voiced.cached_tokens + reply.cached_tokens,
        ms=voiced.ms + reply.ms,
    )


def _missed(voiced: Voiced, error: llm.ModelError, asked: prompts.Messages) -> Voiced:
    """A call without an answer. One the model may have worked on is owed its prompt, as far as we can tell."""
    voiced = replace(_wrong(voiced, [error.kind]), calls=voiced.calls + error.called)
    if not error.reached:
        return voiced
    return replace(voiced, prompt_tokens=voiced.prompt_tokens + reckoned(asked), estimated=True)


def _wrong(voiced: Voiced, kinds: Sequence[str]) -> Voiced:
    return replace(voiced, outcome=kinds[0], faults=(*voiced.faults, *kinds))


def reckoned(asked: prompts.Messages) -> int:
    """Tokens of a prompt that nobody counted: a token every four characters and four for each message."""
    return sum(len(message["content"]) // 4 + 4 for message in asked)
