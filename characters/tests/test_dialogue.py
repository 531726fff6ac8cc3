"""Scenes voiced by an endpoint that fails in every way it can: two calls at most, in time, with an exact outcome."""

from __future__ import annotations

import socket
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from random import Random

import pytest
import pytest_asyncio

from benchmarks.endpoint import Endpoint as Double
from characters import llm, phrases
from characters.checks import Line
from characters.dialogue import Voiced, voice_by_model, voice_locally
from characters.llm import Endpoint
from characters.packs import VOICES, load_pack
from characters.prompts import ScenePrompt, Speaker

SCENE = ScenePrompt(
    cast=(Speaker("Ann Thorne", "she", "Keeps the mill."), Speaker("Ben Hale", "he", "Owes her money.")),
    act="forgives the other",
    tone="warm",
    accepted=True,
    polarity=0.6,
    place="the mill",
)


@pytest_asyncio.fixture(autouse=True)
async def door() -> AsyncIterator[None]:
    llm.forget()
    yield
    await llm.close()


async def voice(url: str, scene: ScenePrompt = SCENE, deadline: float = 5.0) -> Voiced:
    return await voice_by_model(scene, Endpoint(url, "key", "double"), deadline)


async def test_a_sound_answer_takes_one_call():
    with Double(latency_ms=10) as url:
        voiced = await voice(url)
    assert (voiced.outcome, voiced.calls, voiced.retries, voiced.faults) == ("voiced", 1, 0, ())
    assert voiced.scene is not None
    assert {line.speaker for line in voiced.scene.lines} == {"Ann Thorne", "Ben Hale"}
    assert voiced.scene.sentiment > 0
    assert not voiced.estimated


FAULTS = [
    ("429", "limited"),
    ("500", "server"),
    ("timeout", "timeout"),
    ("disconnect", "disconnected"),
    ("malformed", "malformed"),
    ("badjson", "unreadable"),
    ("empty", "empty"),
    ("huge", "huge"),
    ("wrong_speaker", "unknown_speaker"),
    ("instructions", "meta"),
    ("prose", "unreadable"),
    ("refusal", "refusal"),
    ("sour", "sentiment"),
]


@pytest.mark.parametrize(("fault", "kind"), FAULTS)
async def test_after_one_fault_the_second_call_voices_the_scene(fault: str, kind: str):
    double = Double(latency_ms=5, script=[fault])
    with double as url:
        voiced = await voice(url, deadline=1.0)
    assert (voiced.outcome, voiced.calls, voiced.retries) == ("voiced", 2, 1)
    assert voiced.faults == (kind,)
    assert voiced.scene is not None
    assert len(double.asked) == 2


@pytest.mark.parametrize(("fault", "kind"), FAULTS)
async def test_a_fault_twice_leaves_the_scene_to_the_house_voice(fault: str, kind: str):
    double = Double(latency_ms=5, script=[fault, fault, "ok"])
    with double as url:
        started = time.monotonic()
        voiced = await voice(url, deadline=1.0)
        assert time.monotonic() - started < 1.2
    assert (voiced.scene, voiced.outcome, voiced.calls) == (None, kind, 2)
    assert voiced.faults == (kind, kind)
    assert len(double.asked) == 2


async def test_nobody_listening_ends_in_two_tries_at_once():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    started = time.monotonic()
    voiced = await voice(f"http://127.0.0.1:{port}/v1")
    assert (voiced.scene, voiced.outcome, voiced.calls, voiced.prompt_tokens) == (None, "refused", 2, 0)
    assert time.monotonic() - started < 1.0


async def test_sixty_seconds_of_silence_end_at_the_deadline():
    with Double(script=["timeout"] * 2, hang_s=60) as url:
        started = time.monotonic()
        voiced = await voice(url, deadline=0.5)
        assert 0.4 < time.monotonic() - started < 0.7
    assert voiced.outcome == "timeout"
    assert voiced.estimated


async def test_a_rate_limit_within_the_deadline_is_waited_out():
    with Double(latency_ms=5, script=["429"], retry_after_s=0.3) as url:
        started = time.monotonic()
        voiced = await voice(url, deadline=3.0)
        assert time.monotonic() - started > 0.25
    assert voiced.outcome == "voiced"


async def test_a_rate_limit_past_the_deadline_is_not_waited_for():
    with Double(latency_ms=5, script=["429"], retry_after_s=30) as url:
        started = time.monotonic()
        voiced = await voice(url, deadline=3.0)
        assert time.monotonic() - started < 0.5
    assert (voiced.outcome, voiced.calls) == ("limited", 1)


async def test_an_open_breaker_costs_no_call():
    double = Double(latency_ms=0, script=["500"] * 3)
    with double as url:
        first, second, third = [await voice(url) for _ in range(3)]
    assert (first.outcome, first.calls) == ("server", 2)
    # The third failure in a row opened it, so the second scene's retry never left.
    assert (second.faults, second.calls) == (("server", "breaker"), 1)
    assert (third.outcome, third.calls) == ("breaker", 0)


async def test_a_server_without_schemas_is_learnt_once():
    with Double(latency_ms=0, formats=("json_object", "text")) as url:
        first, second = await voice(url), await voice(url)
    assert (first.outcome, first.calls) == ("voiced", 2)
    assert (second.outcome, second.calls) == ("voiced", 1)


async def test_the_retry_is_told_what_was_wrong():
    double = Double(latency_ms=0, script=["sour"])
    with double as url:
        await voice(url)
    first, second = (body["messages"] for body in double.asked)
    assert second[:2] == first
    assert "must feel friendly" in second[2]["content"]


async def test_a_line_said_before_is_not_said_again():
    with Double(latency_ms=0) as url:
        said = await voice(url)
        assert said.scene is not None
        # Told apart from the prompt's own few, as a pair's last thirty lines are.
        recent = (*said.scene.lines, *(Line("Ann Thorne", f"Number {n}.") for n in range(3)))
        again = await voice(url, replace(SCENE, recent=recent))
    assert again.outcome == "voiced"
    assert not {line.text for line in again.scene.lines} & {line.text for line in said.scene.lines}


async def test_the_account_of_many_scenes_adds_up():
    faults = {"500": 0.1, "empty": 0.1, "badjson": 0.1, "wrong_speaker": 0.1}
    double = Double(latency_ms=0, faults=faults)
    with double as url:
        voiced = [await voice(url, replace(SCENE, matter=f"matter {number}")) for number in range(60)]
    counted = double.stats()
    assert sum(one.calls for one in voiced) == counted["chat_requests"]
    assert sum(one.completion_tokens for one in voiced) == counted["completion_tokens"]
    answered = counted["prompt_tokens"] - sum(one.prompt_tokens for one in voiced)
    # Calls that the server failed are nobody's to pay for.
    assert answered == pytest.approx(counted["faults"]["500"] * counted["prompt_tokens_median"], rel=0.2)
    assert not any(one.estimated for one in voiced)


async def test_one_fault_in_ten_leaves_nearly_every_scene_voiced():
    faults = {"429": 0.02, "500": 0.02, "timeout": 0.01, "malformed": 0.02, "empty": 0.03}
    with Double(latency_ms=0, faults=faults, hang_s=60, retry_after_s=0.01) as url:
        voiced = [await voice(url, replace(SCENE, matter=f"matter {n}"), deadline=3.0) for n in range(200)]
    # One in a hundred meets a fault twice; these are the house voice's.
    assert sum(one.outcome == "voiced" for one in voiced) >= 194
    assert sum(one.calls for one in voiced) <= 230
    assert max(one.calls for one in voiced) == 2


PACKS = {"plain": load_pack(VOICES / "plain.yaml")}
PLAN = phrases.ScenePlan(
    "forgive",
    phrases.Part(1, "plain", "warm", {"you": "Ben", "me": "Ann", "topic": "the mill", "place": "the yard"}),
    (phrases.Part(2, "plain", "warm", {"you": "Ann", "me": "Ben", "topic": "the mill", "place": "the yard"}),),
)


async def test_a_local_model_picks_among_the_house_voices_lines():
    guide = phrases.gbnf(PLAN, PACKS, Random(3))
    with Double(latency_ms=5) as url:
        lines, voiced = await voice_locally(SCENE, guide, Endpoint(url, "key", "local"), 5.0)
    assert (voiced.outcome, voiced.calls) == ("voiced", 1)
    assert [line.speaker for line in lines] == list(guide.speakers)
    assert all(line.key for line in lines)


@pytest.mark.parametrize(("fault", "kind"), [("empty", "unreadable"), ("prose", "unreadable"), ("500", "server")])
async def test_a_local_model_that_fails_says_nothing(fault: str, kind: str):
    guide = phrases.gbnf(PLAN, PACKS, Random(3))
    with Double(latency_ms=5, script=[fault]) as url:
        lines, voiced = await voice_locally(SCENE, guide, Endpoint(url, "key", "local"), 5.0)
    assert (lines, voiced.outcome, voiced.calls) == ((), kind, 1)
