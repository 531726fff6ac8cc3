from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client

from billing.models import Usage
from characters import llm
from characters.models import Character, EcosystemCharacter, Event, Memory
from ecosystem import interviews, turns
from ecosystem.decide import decide
from ecosystem.inputs import Asked
from ecosystem.models import User, World, WorldInput
from ecosystem.observe import setting_of, snapshot
from ecosystem.scenes import Whisper
from ecosystem.whispers import outcome

PART = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
ENDPOINT = llm.Endpoint("http://nowhere/v1", "k", "double")


@pytest.fixture
def elizabeth(pemberley: World) -> EcosystemCharacter:
    for generation in range(5):
        turns.take(pemberley.pk, generation)
    return EcosystemCharacter.objects.select_related("world").get(world=pemberley, key="elizabeth")


@pytest.fixture
def director(alice: User, client: Client) -> Client:
    client.force_login(alice)
    return client


def at(life: EcosystemCharacter, path: str) -> str:
    return f"/worlds/{life.world.slug}/characters/{life.pk}/{path}"


def state() -> list[object]:
    lives = EcosystemCharacter.objects.order_by("pk").values_list()
    memories = Memory.objects.order_by("pk").values_list("pk", "text", "recalled_minute")
    return [list(lives), list(memories), Event.objects.count(), WorldInput.objects.count()]


def speaking(monkeypatch: pytest.MonkeyPatch, *pieces: str | Exception) -> list[object]:
    """A model that says these pieces; what it was told."""
    told: list[object] = []

    async def stream(endpoint: object, messages: object, *_: object) -> AsyncIterator[str | llm.Reply]:
        told.append(messages)
        for piece in pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece
        yield llm.Reply("".join(map(str, pieces)), 90, 12, 0, 5, "double")

    monkeypatch.setattr(interviews.llm, "chat_endpoint", lambda: ENDPOINT)
    monkeypatch.setattr(interviews.llm, "stream", stream)
    return told


def streamed(client: Client, life: EcosystemCharacter, question: str, **more: str) -> list[dict[str, str]]:
    answer = client.post(at(life, "ask/"), {"question": question, **more}, headers={"accept": "application/x-ndjson"})
    assert answer.status_code == 200
    return [json.loads(line) for line in async_to_sync(gathered)(answer.streaming_content).decode().splitlines()]


async def gathered(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


def test_an_interview_leaves_no_trace_in_the_world(director: Client, elizabeth: EcosystemCharacter) -> None:
    before = state()
    said = streamed(director, elizabeth, "Whom do you trust?")
    assert "text" in said[-1]
    assert state() == before


def test_without_a_model_the_house_tells_it_from_memories_that_are_listed(
    director: Client, elizabeth: EcosystemCharacter
) -> None:
    Memory.objects.create(
        owner=elizabeth, text="Elizabeth Bennet mocked Mr Collins. “Ha!”", minute=1, recalled_minute=1
    )
    first, last = streamed(director, elizabeth, "Did you mock Collins?")
    assert "mocked Mr Collins" in first["memories"]
    assert "I mocked Mr Collins." in last["text"]
    assert "house voice" in last["note"]


def test_whoever_is_asked_whom_they_trust_tells_it_from_what_they_remember_of_them(
    director: Client, elizabeth: EcosystemCharacter
) -> None:
    jane = EcosystemCharacter.objects.get(world=elizabeth.world, key="jane")
    trusted = {"trust_good": 40.0, "familiarity": 0.9, "stage": "friend"}
    elizabeth.bonds.filter(target=jane).update(**trusted)
    Memory.objects.create(
        owner=elizabeth, text="Jane sat up with me.", minute=1, recalled_minute=1, about_ids=[jane.pk]
    )
    first, last = streamed(director, elizabeth, "Whom do you trust here, and why?")
    assert "I trust Jane Bennet" in last["text"]
    assert "Jane" in first["memories"]


def test_why_they_did_it_is_told_from_the_reasons_of_the_moment(
    director: Client, elizabeth: EcosystemCharacter
) -> None:
    why = [{"who": elizabeth.pk, "text": "Elizabeth Bennet bears Mr Collins a grudge", "weight": 3.0, "rule": "grudge"}]
    number = Event.objects.filter(world=elizabeth.world).latest_first()[0].number
    Event.objects.filter(world=elizabeth.world, number=number).update(initiator=elizabeth, reasons=why)
    text = "Elizabeth Bennet scolded Mr Collins over xylophones."
    Memory.objects.create(owner=elizabeth, text=text, event=number, minute=1, recalled_minute=1)
    said = streamed(director, elizabeth, "Why did you scold over xylophones?")[-1]["text"]
    assert "I did it because I bear Mr Collins a grudge." in said


def test_the_models_words_come_as_they_are_said_and_are_paid_for(
    director: Client, elizabeth: EcosystemCharacter, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = speaking(monkeypatch, "I trust ", "Jane.")
    said = streamed(director, elizabeth, "Whom do you trust?", earlier=json.dumps([["Who are you?", "Lizzy."]]))
    assert [one["text"] for one in said if "text" in one] == ["I trust ", "Jane."]
    assert "off the record" in said[-1]["note"]
    assert "Lizzy." in str(told[0])
    usage = Usage.objects.get(world=elizabeth.world)
    assert (usage.model_calls, usage.prompt_tokens, usage.completion_tokens) == (1, 90, 12)


def test_a_model_that_is_silent_gives_way_to_the_house_and_says_so(
    director: Client, elizabeth: EcosystemCharacter, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaking(monkeypatch, llm.ModelError("timeout"))
    last = streamed(director, elizabeth, "Whom do you trust?")[-1]
    assert last["text"]
    assert "did not answer" in last["note"]


def test_a_model_that_breaks_off_is_said_to_have(
    director: Client, elizabeth: EcosystemCharacter, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaking(monkeypatch, "I trust ", llm.ModelError("disconnected"))
    said = streamed(director, elizabeth, "Whom do you trust?")
    assert said[-2]["text"] == "I trust "
    assert "broke off" in said[-1]["note"]


def test_a_page_without_scripts_has_the_whole_answer(
    director: Client, elizabeth: EcosystemCharacter, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaking(monkeypatch, "I trust <b>", "Jane.")
    page = director.post(at(elizabeth, "ask/"), {"question": "Whom do you trust?"}).content.decode()
    assert "I trust &lt;b&gt;Jane." in page
    assert "From these memories" in page
    assert director.post(at(elizabeth, "ask/"), {"question": " "}).status_code == 422


@pytest.mark.parametrize("earlier", ["", "{", "[1, [2]]", "{}", '[["a", "b", "c"]]', "[" * 9000])
def test_whatever_was_said_before_is_words_or_nothing(earlier: str) -> None:
    assert interviews._earlier(earlier) == ()


async def test_asking_is_for_those_who_have_signed_in(db: None) -> None:
    answer = await AsyncClient().post("/worlds/x/characters/1/ask/", {"question": "?"})
    assert answer.status_code == 302


def whispered(world: World, who: str, act: str, target: str) -> tuple[World, Whisper]:
    ids = dict(world.cast.values_list("key", "pk"))
    world.refresh_from_db()
    return world, Whisper(1, ids[who], act, ids[target], "Alice")


def test_a_whisper_is_answered_with_what_came_of_it(director: Client, elizabeth: EcosystemCharacter) -> None:
    jane = EcosystemCharacter.objects.get(world=elizabeth.world, key="jane")
    EcosystemCharacter.objects.filter(pk__in=[jane.pk, elizabeth.pk]).update(place="library")
    part = director.post(at(elizabeth, "whisper/"), {"act": "praise", "target": jane.pk}, **PART).content.decode()
    assert "Waits for the next turn" in part
    row = WorldInput.objects.get(world=elizabeth.world)
    world = World.objects.get(pk=elizabeth.world_id)
    turns.take(world.pk, world.generation)
    row.refresh_from_db()
    assert set(row.result) == {"taken", "event", "why"}
    answer = director.get(at(elizabeth, f"whisper/{row.number}/")).content.decode()
    assert "To praise Jane Bennet" in answer
    assert "Waits" not in answer
    if row.result["taken"]:
        assert Event.objects.get(world=world, number=row.result["event"]).act == "praise"
    assert "To praise Jane Bennet" in director.get(at(elizabeth, "talk/")).content.decode()


@pytest.mark.parametrize(("act", "target"), [("fly", "jane"), ("praise", "elizabeth"), ("praise", "nobody")])
def test_a_whisper_that_makes_no_sense_is_not_queued(
    director: Client, elizabeth: EcosystemCharacter, act: str, target: str
) -> None:
    ids = dict(elizabeth.world.cast.values_list("key", "pk"))
    answer = director.post(at(elizabeth, "whisper/"), {"act": act, "target": str(ids.get(target, 0))})
    assert answer.status_code == 422
    assert not WorldInput.objects.exists()


def test_whispers_are_those_of_whoever_whispered(director: Client, elizabeth: EcosystemCharacter, bob: User) -> None:
    row = elizabeth.world.queue("whisper", {"who": elizabeth.pk, "act": "praise", "target": 1}, bob)
    assert director.get(at(elizabeth, f"whisper/{row.number}/")).status_code == 404


def told(world: World, who: str, act: str, target: str) -> dict[str, object]:
    world, whisper = whispered(world, who, act, target)
    seen = snapshot(world, Asked(whispers=(whisper,)))
    return outcome(seen, decide(seen, random.Random(seen.seed)), whisper)


def test_the_reason_for_a_refusal_is_told(pemberley: World) -> None:
    ids = dict(pemberley.cast.values_list("key", "pk"))
    EcosystemCharacter.objects.filter(pk=ids["elizabeth"]).update(place="library")
    EcosystemCharacter.objects.filter(pk=ids["lydia"]).update(place="inn")
    apart = told(pemberley, "elizabeth", "praise", "lydia")
    assert (apart["taken"], "whisper again when they meet" in str(apart["why"])) == (False, True)
    never = told(pemberley, "elizabeth", "betray", "lydia")
    assert never["why"] == "Elizabeth Bennet would never do that."


def test_what_goes_against_the_grain_is_refused_for_that(pemberley: World) -> None:
    ids = dict(pemberley.cast.values_list("key", "pk"))
    Character.objects.filter(lives=ids["jane"]).update(boundaries=[])
    cast = EcosystemCharacter.objects.filter(world=pemberley)
    cast.update(place="inn")
    cast.filter(pk__in=[ids["jane"], ids["elizabeth"]]).update(place="library")
    gentle = told(pemberley, "jane", "snub", "elizabeth")
    assert gentle["taken"] is False
    assert "went against the grain: Jane Bennet is" in str(gentle["why"])


def test_whoever_is_whispered_to_goes_to_look_for_whom_it_is_about(pemberley: World) -> None:
    ids = dict(pemberley.cast.values_list("key", "pk"))
    near = setting_of(pemberley).places["library"].near[0]
    EcosystemCharacter.objects.filter(pk=ids["elizabeth"]).update(place="library")
    EcosystemCharacter.objects.filter(pk=ids["jane"]).update(place=near)
    world, whisper = whispered(pemberley, "elizabeth", "comfort", "jane")
    seen = snapshot(world, Asked(whispers=(whisper,)))
    decided = decide(seen, random.Random(1))
    assert decided.minds[whisper.who].place == decided.minds[whisper.target].place == near


def test_a_prompt_is_asked_by_one_press(director: Client, elizabeth: EcosystemCharacter) -> None:
    page = director.post(at(elizabeth, "ask/"), {"question": "", "prompt": "What do you want most?"}).content.decode()
    assert "I want to" in page
