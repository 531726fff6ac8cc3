"""The library and the plot board: who sees them, who steers, and what a hostile log can do to them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from characters.models import Event
from ecosystem.models import Membership, User, World
from ecosystem.roles import Role
from storytelling import sifting, writing
from storytelling.models import Arc, Beat, Chapter, Sieve, Story, StorySeed
from storytelling.seeds import COMPLETE, Component, Seed

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


class Queue:
    def __init__(self) -> None:
        self.jobs: list[tuple[object, ...]] = []

    def enqueue(self, *job: object, **_: object) -> None:
        self.jobs.append(job)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    queue = Queue()
    monkeypatch.setattr("storytelling.views.django_rq.get_queue", lambda name: queue)
    return queue


@pytest.fixture
def seed(story: Story) -> StorySeed:
    """A seed that the world's loom knows as well, of the story's two; the story itself is out of the way."""
    world, cast = story.world, tuple(story.cast_ids)
    Story.objects.all().delete()
    sieve = Sieve.objects.create(world=world)
    loom = sifting.loom_of(sieve)
    found = Seed(
        number=1, kind=COMPLETE, pattern="", title="Where it turned", summary="Something has changed.",
        cast=(("a", cast[0]), ("b", cast[1])), people=cast, events=(1, 2), done=1, total=1, missing="",
        genre="romance", score=0.8, components=(Component("stakes", 0.5, 0.2, "much to lose"),),
        found=1, changed=1,
    )  # fmt: skip
    loom.last_seed = 1
    loom.keep_seed(loom.unshelved, found)
    sifting.put_away(sieve, loom, decided=True)
    return StorySeed.objects.get(world=world)


def client_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def at(name: str, story: Story) -> str:
    return reverse(f"stories:{name}", args=[story.world.slug, story.number])


@pytest.mark.parametrize("name", ["board", "progress"])
def test_a_private_worlds_stories_are_not_there_for_strangers(
    story: Story, alice: User, charlie: User, name: str
) -> None:
    library = reverse("stories:library", args=[story.world.slug])
    for address in (at(name, story), library):
        assert client_of(None).get(address).status_code == 404
        assert client_of(charlie).get(address).status_code == 404
        assert client_of(alice).get(address).status_code == 200


@pytest.mark.parametrize("name", ["tell", "cancel", "share"])
def test_only_who_writes_may_steer_a_story(story: Story, charlie: User, queue: Queue, name: str) -> None:
    Membership.objects.create(world=story.world, user=charlie, role=Role.VIEWER)
    answer = client_of(charlie).post(at(name, story), {"visibility": "public"})
    story.refresh_from_db()
    assert answer.status_code == 404
    assert (queue.jobs, story.visibility, Chapter.objects.count()) == ([], "private", 0)


def test_a_viewer_sees_the_board_without_its_levers(story: Story, charlie: User, bob: User) -> None:
    Membership.objects.create(world=story.world, user=charlie, role=Role.VIEWER)
    assert "Tell the story" not in client_of(charlie).get(at("board", story)).content.decode()
    assert "Tell the story" in client_of(bob).get(at("board", story)).content.decode()


def test_only_a_director_shares(story: Story, alice: User, bob: User) -> None:
    client_of(bob).post(at("share", story), {"visibility": "public"})
    story.refresh_from_db()
    assert story.visibility == "private"
    client_of(alice).post(at("share", story), {"visibility": "everybody"})
    story.refresh_from_db()
    assert story.visibility == "private"
    client_of(alice).post(at("share", story), {"visibility": "unlisted"})
    story.refresh_from_db()
    assert story.visibility == "unlisted"


def test_a_writer_accepts_a_seed_and_it_becomes_a_story(seed: StorySeed, bob: User) -> None:
    answer = client_of(bob).post(reverse("stories:seed", args=["saltmarsh", 1]), {"decision": "accept"}, follow=True)
    seed.refresh_from_db()
    assert (seed.status, seed.decided_by) == (StorySeed.Status.ACCEPTED, bob)
    assert "will be followed as a story" in answer.content.decode()
    story = Story.objects.get()
    assert (story.seed, story.status, set(story.cast_ids)) == (seed, Story.Status.UNFOLDING, set(seed.cast_ids))


@pytest.mark.parametrize(("said", "status"), [("later", "later"), ("dismiss", "dismissed"), ("burn", "waiting")])
def test_a_seed_is_kept_let_go_or_left_alone(seed: StorySeed, bob: User, said: str, status: str) -> None:
    client_of(bob).post(reverse("stories:seed", args=["saltmarsh", 1]), {"decision": said})
    seed.refresh_from_db()
    assert seed.status == status


def test_a_reason_that_nobody_offered_decides_nothing(seed: StorySeed, bob: User) -> None:
    client_of(bob).post(reverse("stories:seed", args=["saltmarsh", 1]), {"decision": "dismiss", "reason": HOSTILE})
    seed.refresh_from_db()
    assert seed.status == StorySeed.Status.WAITING


def test_a_stranger_decides_nothing(seed: StorySeed, charlie: User) -> None:
    for visibility in (World.Visibility.PRIVATE, World.Visibility.PUBLIC):
        World.objects.update(visibility=visibility)
        answer = client_of(charlie).post(reverse("stories:seed", args=["saltmarsh", 1]), {"decision": "accept"})
        assert answer.status_code == 404
    seed.refresh_from_db()
    assert seed.status == StorySeed.Status.WAITING


def test_telling_is_queued_and_its_progress_is_shown(story: Story, bob: User, queue: Queue) -> None:
    client = client_of(bob)
    client.post(at("tell", story))
    assert queue.jobs == [("ecosystem.jobs.tell", story.pk)]
    shown = client.get(at("progress", story)).content.decode()
    assert "0 of 7 moments told" in shown
    assert "every 1s" in shown
    assert "<html" not in shown
    client.post(at("cancel", story))
    shown = client.get(at("progress", story)).content.decode()
    assert "every 1s" not in shown
    assert "Go on where it stopped" in shown


def test_what_was_stopped_goes_on_as_the_same_chapters(story: Story, bob: User, queue: Queue) -> None:
    client = client_of(bob)
    client.post(at("tell", story))
    client.post(at("cancel", story))
    before = set(Chapter.objects.values_list("pk", flat=True))
    client.post(at("tell", story), {"go_on": "yes"})
    assert set(Chapter.objects.values_list("pk", flat=True)) == before
    assert set(Chapter.objects.values_list("status", flat=True)) == {Chapter.Status.QUEUED}


def test_only_one_of_the_cast_lends_their_eyes(story: Story, bob: User, queue: Queue) -> None:
    client = client_of(bob)
    client.post(at("tell", story), {"eyes": "²"})
    assert set(Chapter.objects.values_list("point_of_view", flat=True)) == {None}
    client.post(at("tell", story), {"eyes": str(story.cast_ids[0])})
    last = Chapter.objects.filter(version=2)
    assert set(last.values_list("point_of_view", flat=True)) == {story.cast_ids[0]}


def test_where_nothing_happened_the_board_says_so(story: Story, bob: User, queue: Queue) -> None:
    Beat.objects.update(status=Beat.Status.PLANNED, event_numbers=[])
    answer = client_of(bob).post(at("tell", story), follow=True)
    assert "Nothing of this story has happened yet" in answer.content.decode()
    assert queue.jobs == []


def test_hostile_words_are_shown_as_words(story: Story, alice: User, seed_row: StorySeed) -> None:
    Story.objects.update(title=HOSTILE, summary=HOSTILE, outcome=HOSTILE, genre="<b>")
    Arc.objects.update(
        title=HOSTILE, motives=[{"who": story.cast_ids[0], "kind": "bond", "text": HOSTILE, "weight": 0.5, "event": 1}]
    )
    Beat.objects.update(text=HOSTILE)
    Event.objects.update(clauses={"news": HOSTILE})
    for chapter in writing.begin(story, {}):
        writing.write(chapter, {}, None)
    Chapter.objects.update(title=HOSTILE)
    for address in (at("board", story), reverse("stories:library", args=["saltmarsh"])):
        shown = client_of(alice).get(address).content.decode()
        assert HOSTILE not in shown
        assert "&lt;script&gt;alert(1)" in shown


@pytest.fixture
def seed_row(story: Story) -> StorySeed:
    return StorySeed.objects.create(
        world=story.world, number=1, kind="complete", title=HOSTILE, summary=HOSTILE, missing=HOSTILE,
        cast_ids=story.cast_ids, components=[{"name": HOSTILE, "value": 0.5, "weight": 0.5, "text": HOSTILE}],
    )  # fmt: skip


def test_thirty_stories_ask_no_more_than_three(story: Story, alice: User) -> None:
    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            Story.objects.create(world=story.world, number=number, title=f"Story {number}", cast_ids=story.cast_ids)
            StorySeed.objects.create(
                world=story.world, number=number, kind="partial", title="x", cast_ids=story.cast_ids
            )

    client, address = client_of(alice), reverse("stories:library", args=["saltmarsh"])
    counts = []
    for first, last in ((2, 4), (4, 32)):
        grow(first, last)
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16


def test_a_board_of_many_arcs_asks_no_more_than_one_of_one(story: Story, alice: User) -> None:
    client = client_of(alice)
    client.get(at("board", story))
    with CaptureQueriesContext(connection) as one:
        client.get(at("board", story))
    for number in range(2, 8):
        arc = Arc.objects.create(story=story, number=number, title="A complication")
        Beat.objects.create(arc=arc, number=1, kind="setup", text="It begins", planned=0.2)
    with CaptureQueriesContext(connection) as many:
        client.get(at("board", story))
    assert len(many) == len(one) <= 16
