from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.endpoint import Endpoint
from characters import llm
from characters.models import Event, LoreEntry
from ecosystem import turns, voice
from ecosystem.models import World


@pytest.fixture(autouse=True)
def nothing_learnt() -> Iterator[None]:
    llm.forget()
    yield
    llm.forget()


@pytest.fixture
def model(settings: Any) -> Iterator[Endpoint]:
    """A model endpoint that answers at once."""
    endpoint = Endpoint(latency_ms=5)
    with endpoint as url:
        settings.LLM_BASE_URL, settings.VOICE, settings.LLM_TIMEOUT = url, "model", 2.0
        yield endpoint


def spoken(world: World) -> list[Event]:
    return list(Event.objects.filter(world=world, initiator__isnull=False).order_by("number"))


def test_without_an_endpoint_the_house_voices_all(settings: Any) -> None:
    settings.LLM_BASE_URL = ""
    settings.VOICE = "model"
    assert [voice.mode_of(wanted) for wanted in ("studio", "model", "house", "none")] == [
        "house",
        "house",
        "house",
        "none",
    ]


def test_the_model_voices_each_scene_in_one_call(pemberley: World, model: Endpoint) -> None:
    committed = turns.take(pemberley.pk, 0)
    assert committed is not None
    events = spoken(pemberley)
    assert {event.voiced_by for event in events} == {"model"}
    assert committed.turn.model_calls == len(events)
    assert all(event.prompt_tokens > 100 and event.completion_tokens > 10 for event in events)
    usage = pemberley.usage.get()
    assert usage.prompt_tokens == sum(event.prompt_tokens for event in events)


def test_a_turns_scenes_are_voiced_at_once(pemberley: World, settings: Any) -> None:
    World.objects.filter(pk=pemberley.pk).update(scenes_per_turn=6)
    with Endpoint(latency_ms=300) as url:
        settings.LLM_BASE_URL, settings.VOICE = url, "model"
        started = time.perf_counter()
        committed = turns.take(pemberley.pk, 0)
        passed = time.perf_counter() - started
    assert committed is not None
    assert committed.turn.model_calls >= 3
    assert passed < 2 * 0.3 + 0.5


def test_lines_are_said_by_those_in_the_scene(pemberley: World, model: Endpoint) -> None:
    turns.take(pemberley.pk, 0)
    for event in spoken(pemberley):
        assert {line["speaker"] for line in event.lines} <= {event.initiator_id, *event.responder_ids}


@pytest.mark.parametrize("fault", ["500", "malformed", "empty", "huge", "wrong_speaker", "instructions"])
def test_where_the_model_fails_the_house_speaks_and_the_event_says_so(
    pemberley: World, settings: Any, fault: str
) -> None:
    with Endpoint(latency_ms=5, faults={fault: 1.0}) as url:
        settings.LLM_BASE_URL, settings.VOICE, settings.LLM_TIMEOUT = url, "model", 1.0
        committed = turns.take(pemberley.pk, 0)
    assert committed is not None
    events = spoken(pemberley)
    assert events
    assert {event.voiced_by for event in events} == {"fallback"}
    assert all(event.lines for event in events)
    assert committed.turn.fallbacks == len(events)
    assert pemberley.usage.get().fallbacks == len(events)


def test_a_refused_connection_stops_nothing(pemberley: World, settings: Any) -> None:
    settings.LLM_BASE_URL, settings.VOICE = "http://127.0.0.1:9/v1", "model"
    assert turns.take(pemberley.pk, 0) is not None
    assert {event.voiced_by for event in spoken(pemberley)} == {"fallback"}


def test_silence_ends_with_the_deadline(pemberley: World, settings: Any) -> None:
    with Endpoint(latency_ms=5, faults={"timeout": 1.0}, hang_s=60) as url:
        settings.LLM_BASE_URL, settings.VOICE, settings.LLM_TIMEOUT = url, "model", 0.8
        started = time.perf_counter()
        assert turns.take(pemberley.pk, 0) is not None
        # Of the sixty that it is silent; a busy machine takes some for the house voice.
        assert time.perf_counter() - started < 20


def test_the_lease_is_renewed_while_the_model_thinks(
    pemberley: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice, "RENEW_EVERY", 0.05)
    kept: list[bool] = []
    renew = World.renew_lease

    def counted(self: World, *args: Any) -> bool:
        kept.append(renew(self, *args))
        return kept[-1]

    monkeypatch.setattr(World, "renew_lease", counted)
    with Endpoint(latency_ms=400) as url:
        settings.LLM_BASE_URL, settings.VOICE = url, "model"
        turns.take(pemberley.pk, 0)
    assert len(kept) >= 3
    assert all(kept)


def test_a_turn_whose_lease_was_lost_is_dropped(
    pemberley: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice, "RENEW_EVERY", 0.05)

    def lost(self: World, *args: Any) -> bool:
        return False

    monkeypatch.setattr(World, "renew_lease", lost)
    with Endpoint(latency_ms=400) as url:
        settings.LLM_BASE_URL, settings.VOICE = url, "model"
        assert turns.take(pemberley.pk, 0) is None
    assert spoken(pemberley) == []


def test_a_worlds_lore_reaches_the_scenes_that_name_it(pemberley: World, model: Endpoint) -> None:
    LoreEntry.objects.create(world=pemberley, name="always", constant=True, content="A plague is in the town.")
    LoreEntry.objects.create(world=pemberley, name="never", keys=["zeppelin"], content="Airships are forbidden.")
    turns.take(pemberley.pk, 0)
    said = [message["content"] for asked in model.asked for message in asked["messages"]]
    users = [content for content in said if "speakers:" in content]
    assert users
    assert all("- A plague is in the town." in content for content in users)
    assert not any("Airships" in content for content in users)


def test_a_world_without_lore_costs_one_look(pemberley: World, model: Endpoint) -> None:
    turns.take(pemberley.pk, 0)
    assert not any("known here" in message["content"] for asked in model.asked for message in asked["messages"])
