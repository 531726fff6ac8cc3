"""The inbox, the workshop of patterns, the switcher of genres and the page of quality: who may, and what it does."""

from __future__ import annotations

import pytest
from django.urls import reverse

from characters.models import Event
from ecosystem.models import Membership, User, World
from ecosystem.roles import Role
from storytelling import glance, notes, versions, writing
from storytelling.models import Chapter, Pattern, ReviewItem, Sieve, Story, StorySeed
from storytelling.tests.test_views import HOSTILE, Queue, at, client_of
from storytelling.workshop import NEW, faults_of, source_of

pytestmark = pytest.mark.django_db


def where(name: str, *more: object) -> str:
    return reverse(f"stories:{name}", args=["saltmarsh", *more])


@pytest.fixture
def director(world: World, alice: User) -> User:
    return alice


@pytest.fixture
def under_way(story: Story) -> StorySeed:
    return StorySeed.objects.create(
        world=story.world, number=4, kind="partial", title="A feud", summary="They struck.", missing="Mara strikes",
        steps_done=2, steps_total=4, cast_ids=story.cast_ids, event_numbers=[1, 2], score=0.6,
        components=[{"name": "linkage", "value": 0.8, "weight": 0.15, "text": "one thing led to the other"}],
    )  # fmt: skip


def test_a_seed_is_shown_with_its_evidence_and_its_score_in_words(under_way: StorySeed, bob: User) -> None:
    shown = client_of(bob).get(where("inbox")).content.decode()
    for told in ("Cause and effect", "one thing led to the other", "Two of four steps", "Mara strikes"):
        assert told in shown
    assert reverse("event", args=["saltmarsh", 2]) in shown


def test_a_decided_seed_leaves_the_inbox_for_its_shelf(under_way: StorySeed, bob: User) -> None:
    StorySeed.objects.update(status=StorySeed.Status.DISMISSED, reason="slight", decided_by=bob)
    assert "A feud" not in client_of(bob).get(where("inbox")).content.decode()
    assert "too little at stake" in client_of(bob).get(f"{where('inbox')}?shelf=decided").content.decode()


def test_only_a_director_sways_and_steers(under_way: StorySeed, bob: User, alice: User) -> None:
    for name, more, data in (("sway", (4,), {"way": "push"}), ("steer", (), {"strength": "off"})):
        assert client_of(bob).post(where(name, *more), data).status_code == 403
    client_of(alice).post(where("steer"), {"strength": "guided"})
    sieve = Sieve.objects.get(world=under_way.world)
    assert (sieve.drama, sieve.accepts_itself) == ("guided", False)
    assert client_of(alice).post(where("sway", 4), {"way": "force"}).status_code == 422


def test_a_world_takes_another_genre_once_it_has_been_seen(story: Story, alice: User, bob: User) -> None:
    shown = client_of(alice).get(f"{where('world_genre')}?genre=tragedy").content.decode()
    assert "Looked for more" in shown
    assert client_of(bob).post(where("world_genre"), {"genre": "tragedy"}).status_code == 403
    client_of(alice).post(where("world_genre"), {"genre": "tragedy"})
    assert World.objects.get().genre == "tragedy"


def test_a_pattern_is_kept_as_the_worlds_own_and_counted_by_the_sieve(story: Story, bob: User) -> None:
    Sieve.objects.create(world=story.world)
    client_of(bob).post(where("pattern_new"), {"source": NEW, "save": "yes", "is_active": "on"})
    row = Pattern.objects.get()
    assert (row.key, row.title, row.author, row.is_active) == ("kindness_repaid", "B repays A", bob, True)
    assert Sieve.objects.get().edition == 1
    assert "B repays A" in client_of(bob).get(where("workshop")).content.decode()
    client_of(bob).post(where("pattern_delete", row.key))
    assert not Pattern.objects.exists()


def test_faults_of_a_pattern_are_named_by_their_lines(story: Story, bob: User) -> None:
    broken = NEW.replace("acts: [help, comfort, give]", "acts: [hlep]").replace("lead: b", "leed: b")
    assert [fault.line for fault in faults_of(broken)] == [6, 8, 9]
    answer = client_of(bob).post(where("pattern_new"), {"source": broken, "save": "yes"})
    assert answer.status_code == 422
    assert "Line 6" in answer.content.decode()
    assert not Pattern.objects.exists()
    for text in ("", "a: [", "patterns: 3", HOSTILE, NEW + NEW.removeprefix("patterns:\n").replace("kindness_", "x")):
        assert faults_of(text)


def test_a_trial_says_what_the_past_holds_and_what_was_missing(story: Story, bob: User) -> None:
    World.objects.update(log_position=7)
    source = NEW.replace("[help, comfort, give]", "[talk]").replace(", after: 2", "")
    shown = client_of(bob).post(where("pattern_new"), {"source": source, "try": "yes"}).content.decode()
    assert "Found" in shown
    assert reverse("event", args=["saltmarsh", 2]) in shown
    shown = client_of(bob).post(where("pattern_new"), {"source": NEW, "try": "yes"}).content.decode()
    assert "No event fits step 1" in shown


def test_the_houses_patterns_are_open_to_read_and_its_own_text(story: Story, charlie: User) -> None:
    Membership.objects.create(world=story.world, user=charlie, role=Role.VIEWER)
    assert source_of("feud").startswith("patterns:\n  feud:\n    title:")
    assert faults_of(source_of("feud")) == []
    client = client_of(charlie)
    assert "no step" not in client.get(where("pattern", "feud")).content.decode()
    assert client.post(where("pattern", "feud"), {"source": NEW, "save": "yes"}).status_code == 404
    assert client.get(where("pattern", "nothing-such")).status_code == 404


@pytest.mark.parametrize("name", ["library", "inbox", "workshop", "pattern_new"])
def test_a_stranger_finds_none_of_it(story: Story, charlie: User, name: str) -> None:
    assert client_of(charlie).get(where(name)).status_code == 404
    assert client_of(None).get(where(name)).status_code == 404


def test_findings_stand_with_their_proof_and_are_settled(story: Story, bob: User, charlie: User, queue: Queue) -> None:
    Story.objects.update(
        coherence=88.0, shares={"facts": 0.9, "causes": 1, "threads": 0.8, "voice": 1}, errors_per_10k=2
    )
    item = ReviewItem.objects.create(
        story=story, kind="deed", quote=HOSTILE, text="No event up to then says so.", event=3
    )
    shown = client_of(bob).get(at("quality", story)).content.decode()
    assert "Never done" in shown
    assert HOSTILE not in shown
    assert reverse("event", args=["saltmarsh", 3]) in shown
    address = reverse("stories:settle", args=["saltmarsh", 1, item.pk])
    assert client_of(charlie).post(address, {"status": "mended"}).status_code == 404
    client_of(bob).post(address, {"status": "accepted"})
    item.refresh_from_db()
    assert (item.status, item.resolved_by) == ("accepted", bob)
    client_of(bob).post(at("check", story))
    assert queue.jobs == [("ecosystem.jobs.check", story.pk)]


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    queue = Queue()
    monkeypatch.setattr("storytelling.verdict.django_rq.get_queue", lambda name: queue)
    return queue


def test_an_earlier_telling_can_be_given_back_to_readers(story: Story, bob: User, charlie: User) -> None:
    for eyes in (None, story.cast_ids[0]):
        for chapter in writing.begin(story, {}, eyes):
            writing.write(chapter, {}, None)
    told = versions.of(story)
    assert [(one.number, one.is_current) for one in told] == [(2, True), (1, False)]
    address = reverse("stories:version", args=[story.token, 1])
    assert client_of(charlie).get(address).status_code == 404
    assert "Version 1, as it was told before" in client_of(bob).get(address).content.decode()
    client_of(bob).post(address)
    assert set(Chapter.objects.filter(is_current=True).values_list("version", flat=True)) == {1}
    assert not versions.restore(story, 9)


def test_a_story_is_told_from_the_middle_where_that_is_asked_for(story: Story) -> None:
    first = writing.begin(story, {}, order="middle")[0]
    assert first.goes_back
    assert not writing.begin(story, {}, order="clock")[0].goes_back


def test_a_moment_and_a_person_know_their_stories(story: Story, bob: User) -> None:
    assert [(one.story, one.beat.kind) for one in glance.of_event(story.world_id, 2)] == [(story, "inciting")]
    assert glance.of_person(story.world_id, story.cast_ids[0]) == [story]
    assert glance.of_event(story.world_id, 99) == []
    address = reverse("event", args=["saltmarsh", 2])
    assert at("board", story) in client_of(bob).get(address).content.decode()


def test_the_panel_shows_what_unfolds_then_what_comes_near(under_way: StorySeed) -> None:
    world = under_way.world_id
    kinds = [strand.kind for strand in glance.panel(world).strands]
    assert kinds == ["unfolding", "seed"]
    Story.objects.update(status=Story.Status.COMPLETE, outcome="forgiven")
    panel = glance.panel(world)
    assert [(strand.kind, strand.note) for strand in panel.strands] == [
        ("seed", "Mara strikes"),
        ("complete", "forgiven"),
    ]
    assert (panel.waiting, panel.complete, panel.strands[0].steps) == (1, 1, (True, True, False, False))


def test_content_notes_tell_of_deeds_and_of_advances_that_were_refused() -> None:
    assert notes.of([("talk", True)]) == []
    assert notes.of([("court", False), ("betray", None)]) == ["betrayal", "unwanted advances", "love"]
    assert notes.of([("court", True)]) == ["love"]


def test_the_board_of_a_story_under_way_offers_other_genres(story: Story, bob: User, charlie: User) -> None:
    Event.objects.update(lines=[])
    shown = client_of(bob).get(at("genre", story)).content.decode()
    assert "Choose a genre to see what it would change" in shown
    assert client_of(charlie).get(at("genre", story)).status_code == 404
    Story.objects.update(status=Story.Status.COMPLETE)
    assert client_of(bob).get(at("genre", story)).status_code == 404


def test_a_viewer_sees_seeds_and_patterns_without_their_levers(under_way: StorySeed, charlie: User) -> None:
    Membership.objects.create(world=under_way.world, user=charlie, role=Role.VIEWER)
    client = client_of(charlie)
    shown = client.get(where("inbox")).content.decode()
    assert "A feud" in shown
    for lever in ("Accept", "Prevent", "Dismiss<", 'name="strength"'):
        assert lever not in shown
    assert "<textarea" not in client.get(where("pattern", "feud")).content.decode()
    assert "New pattern" not in client.get(where("workshop")).content.decode()


@pytest.mark.parametrize(("visibility", "hidden"), [("unlisted", True), ("public", False)])
def test_what_has_no_listing_asks_not_to_be_indexed(story: Story, visibility: str, hidden: bool) -> None:
    Story.objects.update(visibility=visibility)
    shown = client_of(None).get(reverse("stories:read", args=[story.token])).content.decode()
    assert ('content="noindex"' in shown) is hidden


def test_an_empty_world_says_how_seeds_and_stories_come(world: World, bob: User) -> None:
    assert "Nothing has caught the eye" in client_of(bob).get(where("inbox")).content.decode()
    assert "No story has begun yet" in client_of(bob).get(where("library")).content.decode()
    assert glance.panel(world.pk).strands == ()
