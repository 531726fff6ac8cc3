from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.utils import timezone

from benchmarks.endpoint import Endpoint
from characters import llm
from characters.models import Memory
from ecosystem import jobs, turns
from ecosystem.models import World
from storytelling import writing
from storytelling.models import Arc, Beat, Chapter, Sieve, Story

# A job begins by letting go of stale connections, which a test's own transaction would not survive.
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_turn_is_shown_to_the_worlds_group(pemberley: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[int, str]] = []
    monkeypatch.setattr("ecosystem.live.publish", lambda *frame: sent.append(frame))
    jobs.take_turn(pemberley.pk, 0)
    pemberley.refresh_from_db()
    [(world, html)] = sent
    assert world == pemberley.pk
    assert f'id="event-{pemberley.log_position}"' in html


def test_a_turn_is_shown_before_its_stories_are_woven(pemberley: World, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.take_turn(pemberley.pk, 0)
    behind: list[int] = []
    monkeypatch.setattr("ecosystem.live.publish", lambda *_: behind.append(Sieve.objects.get().behind))
    jobs.take_turn(pemberley.pk, 1)
    assert behind[0] > 0
    assert Sieve.objects.get().behind == 0


def test_a_job_cut_short_before_its_stories_leaves_them_to_the_next(
    pemberley: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*args: object) -> None:
        raise SystemExit

    monkeypatch.setattr("ecosystem.jobs.show", killed)
    with pytest.raises(SystemExit):
        jobs.take_turn(pemberley.pk, 0)
    assert Sieve.objects.get().behind > 0
    monkeypatch.undo()
    jobs.take_turn(pemberley.pk, 1)
    assert Sieve.objects.get().behind == 0


def test_a_turn_taken_elsewhere_shows_nothing(pemberley: World, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.take_turn(pemberley.pk, 0)
    sent: list[Any] = []
    monkeypatch.setattr("ecosystem.live.publish", lambda *frame: sent.append(frame))
    jobs.take_turn(pemberley.pk, 0)
    assert sent == []


def test_a_turn_that_breaks_is_said_and_tried_again(pemberley: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("no such luck")

    monkeypatch.setattr("ecosystem.turns.decide", broken)
    with pytest.raises(RuntimeError):
        jobs.take_turn(pemberley.pk, 0)
    pemberley.refresh_from_db()
    assert "trying again" in pemberley.trouble
    assert pemberley.lease_until is None
    assert pemberley.next_turn_at > timezone.now()
    monkeypatch.undo()
    jobs.take_turn(pemberley.pk, 0)
    pemberley.refresh_from_db()
    assert (pemberley.generation, pemberley.trouble) == (1, "")


def test_memories_get_their_embeddings_in_a_batch(pemberley: World, settings: Any) -> None:
    turns.take(pemberley.pk, 0)
    waiting = Memory.objects.filter(embedding=None).count()
    assert waiting
    with Endpoint() as url:
        settings.EMBED_BASE_URL = url
        assert jobs.embed_memories() == waiting
        assert jobs.embed_memories() == 0
    assert set(Memory.objects.values_list("embedding_model", flat=True)) == {settings.EMBED_MODEL}


def test_a_text_that_is_refused_keeps_no_other_from_its_embedding(
    pemberley: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns.take(pemberley.pk, 0)
    waiting = Memory.objects.unembedded().count()
    poison = Memory.objects.order_by("pk")[1]
    Memory.objects.filter(pk=poison.pk).update(text="Nobody can read this.")

    def embed(texts: Sequence[str]) -> list[list[float]]:
        if "Nobody can read this." in texts:
            raise llm.ModelError("rejected", permanent=True)
        return [[1.0] + [0.0] * 383 for _ in texts]

    monkeypatch.setattr(llm, "embed", embed)
    settings.EMBED_BASE_URL = "http://127.0.0.1:9/v1"
    assert jobs.embed_memories() == waiting
    assert list(Memory.objects.filter(embedding=None).values_list("pk", flat=True)) == [poison.pk]
    assert jobs.embed_memories() == 0


def test_where_every_text_is_refused_all_wait(pemberley: World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def embed(texts: Sequence[str]) -> list[list[float]]:
        raise llm.ModelError("rejected", permanent=True)

    turns.take(pemberley.pk, 0)
    waiting = Memory.objects.unembedded().count()
    monkeypatch.setattr(llm, "embed", embed)
    settings.EMBED_BASE_URL = "http://127.0.0.1:9/v1"
    assert jobs.embed_memories() == 0
    assert Memory.objects.unembedded().count() == waiting


@pytest.mark.parametrize("address", ["", "http://127.0.0.1:9/v1"])
def test_memories_wait_where_nothing_embeds(pemberley: World, settings: Any, address: str) -> None:
    turns.take(pemberley.pk, 0)
    settings.EMBED_BASE_URL = address
    assert jobs.embed_memories() == 0
    assert Memory.objects.filter(embedding=None).exists()


def test_recall_uses_what_was_embedded(pemberley: World, settings: Any) -> None:
    for generation in range(6):
        turns.take(pemberley.pk, generation)
    with Endpoint() as url:
        settings.EMBED_BASE_URL = url
        jobs.embed_memories()
    committed = turns.take(pemberley.pk, 6, "house")
    assert committed is not None
    recalled = [pk for event in committed.events for pk in event.recalled]
    assert recalled
    pemberley.refresh_from_db()
    minutes = set(Memory.objects.filter(pk__in=recalled).values_list("recalled_minute", flat=True))
    assert minutes == {pemberley.minute}


def test_a_world_whose_turns_keep_failing_is_paused(pemberley: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("no such luck")

    monkeypatch.setattr("ecosystem.turns.decide", broken)
    for _ in range(jobs.MOST_FAILURES):
        with pytest.raises(RuntimeError):
            jobs.take_turn(pemberley.pk, 0)
    pemberley.refresh_from_db()
    assert not pemberley.is_running
    assert "Press play" in pemberley.trouble


def test_a_story_is_told_by_the_house_where_there_is_no_model(pemberley: World) -> None:
    for generation in range(6):
        jobs.take_turn(pemberley.pk, generation)
    event = pemberley.events.filter(kind="interaction").latest("number")
    story = Story.objects.create(
        world=pemberley, number=9001, title="A tale", genre="romance", cast_ids=[event.initiator_id]
    )
    arc = Arc.objects.create(story=story, number=1, title="A tale")
    Beat.objects.create(
        arc=arc, number=1, kind="setup", text="It began", status="met", planned=0.2, event_numbers=[event.number]
    )
    [chapter] = writing.begin(story, {})
    jobs.tell(story.pk)
    chapter.refresh_from_db()
    assert chapter.status == "written"
    assert all(passage.event_numbers and passage.told_by == "house" for passage in chapter.passages.all())
    story.refresh_from_db()
    assert (story.coherence, story.errors_per_10k) == (100.0, 0.0)


def test_a_story_is_weighed_once_it_has_come_to_its_end(pemberley: World) -> None:
    ended = Story.objects.create(world=pemberley, number=9001, title="A tale", status=Story.Status.COMPLETE)
    going = Story.objects.create(world=pemberley, number=9002, title="Another")
    Arc.objects.create(story=ended, number=1, title="A tale", status=Arc.Status.CLOSED, outcome="forgiven")
    jobs.weigh(pemberley.pk)
    assert Story.objects.get(pk=ended.pk).coherence is not None
    assert Story.objects.get(pk=going.pk).coherence is None


def test_a_story_that_is_gone_is_not_told() -> None:
    jobs.tell(0)
    assert not Chapter.objects.exists()
