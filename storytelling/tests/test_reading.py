"""The reader: who may read, what each passage rests on, a reader's stars, a writer's hand, and the books."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import pytest
from django.urls import reverse

from characters.models import Event
from ecosystem.models import Membership, User
from ecosystem.roles import Role
from storytelling import writing
from storytelling.models import Chapter, Passage, Rating, Story
from storytelling.tests.test_views import HOSTILE, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(story: Story) -> Story:
    for chapter in writing.begin(story, {}):
        writing.write(chapter, {}, None)
    return story


def address(name: str, story: Story, *more: object) -> str:
    return reverse(f"stories:{name}", args=[story.token, *more])


def test_a_private_story_is_its_members(told: Story, alice: User, charlie: User) -> None:
    for name, more in (("read", ()), ("source", (1,)), ("book", ("epub",))):
        where = address(name, told, *more)
        assert client_of(None).get(where).status_code == 404
        assert client_of(charlie).get(where).status_code == 404
        assert client_of(alice).get(where).status_code == 200


@pytest.mark.parametrize("visibility", ["unlisted", "public"])
def test_who_has_the_address_of_a_shared_story_reads_it(told: Story, visibility: str) -> None:
    Story.objects.update(visibility=visibility)
    shown = client_of(None).get(address("read", told)).content.decode()
    assert "The promise" in shown
    # The world stays closed: no way leads there, and nothing can be changed.
    assert reverse("stories:board", args=["saltmarsh", 1]) not in shown
    assert "Edit by hand" not in shown
    assert client_of(None).get("/read/nothing-of-the-kind/").status_code == 404


def test_every_passage_shows_what_it_rests_on(told: Story, alice: User) -> None:
    shown = client_of(alice).get(address("read", told)).content.decode()
    for passage in Passage.objects.all():
        assert f'id="passage-{passage.pk}"' in shown
        for number in passage.event_numbers:
            assert address("source", told, number) in shown


def test_a_source_is_shown_only_where_the_story_cites_it(told: Story) -> None:
    Story.objects.update(visibility="public")
    Event.objects.create(world=told.world, number=99, minute=900, act="talk", lines=[{"text": "A secret."}])
    client = client_of(None)
    shown = client.get(address("source", told, 1), headers={"HX-Request-Type": "partial"}).content.decode()
    assert "<html" not in shown
    assert "<html" in client.get(address("source", told, 1)).content.decode()
    assert "This is line 1." in shown
    assert "Why it happened" not in shown
    assert client.get(address("source", told, 99)).status_code == 404
    for nowhere in (12_345, 10**12):
        assert client.get(address("source", told, nowhere)).status_code == 404


@pytest.mark.parametrize(("stars", "kept"), [("1", 1), ("5", 5), ("0", None), ("6", None), ("²", None), ("", None)])
def test_a_reader_gives_one_to_five(told: Story, bob: User, stars: str, kept: int | None) -> None:
    client_of(bob).post(address("rate", told), {"stars": stars})
    assert Rating.objects.values_list("stars", flat=True).first() == kept


def test_who_rates_again_changes_their_mind(told: Story, alice: User, bob: User) -> None:
    for user, stars in ((alice, 2), (bob, 3), (bob, 5)):
        client_of(user).post(address("rate", told), {"stars": stars})
    assert sorted(Rating.objects.values_list("stars", flat=True)) == [2, 5]
    assert "3.5 of 5, from 2 readers" in client_of(bob).get(address("read", told)).content.decode()


def test_a_visitor_is_asked_who_they_are_before_rating(told: Story) -> None:
    Story.objects.update(visibility="public")
    answer = client_of(None).post(address("rate", told), {"stars": "5"})
    assert answer["Location"].startswith("/accounts/login/?next=/read/")
    assert not Rating.objects.exists()


def test_a_writers_hand_locks_a_passage(told: Story, bob: User) -> None:
    passage = Passage.objects.order_by("pk").first()
    assert passage is not None
    where = address("passage", told, passage.pk)
    assert "<textarea" in client_of(bob).get(f"{where}?edit").content.decode()
    answer = client_of(bob).post(where, {"text": f"My own words.\n\n{HOSTILE}"}, headers={"HX-Request": "true"})
    passage.refresh_from_db()
    assert (passage.is_locked, passage.told_by, passage.edited_by) == (True, "person", bob)
    assert passage.text.startswith("My own words.")
    assert HOSTILE not in answer.content.decode()
    assert "kept when the chapter is told anew" in answer.content.decode()


@pytest.mark.parametrize("text", ["", " \n ", "x" * 6_001])
def test_a_passage_is_neither_emptied_nor_endless(told: Story, bob: User, text: str) -> None:
    passage = Passage.objects.order_by("pk").first()
    assert passage is not None
    answer = client_of(bob).post(address("passage", told, passage.pk), {"text": text})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Passage.objects.filter(is_locked=True).exists()


def test_nobody_else_edits(told: Story, charlie: User) -> None:
    Story.objects.update(visibility="public")
    Membership.objects.create(world=told.world, user=charlie, role=Role.VIEWER)
    passage = Passage.objects.order_by("pk").first()
    assert passage is not None
    for user in (None, charlie):
        where = address("passage", told, passage.pk)
        assert client_of(user).get(f"{where}?edit").status_code == 404
        assert client_of(user).post(where, {"text": "Mine."}).status_code == 404
    assert not Passage.objects.filter(is_locked=True).exists()


def test_a_passage_is_reached_through_its_own_story_alone(told: Story, bob: User) -> None:
    other = Story.objects.create(world=told.world, number=2, title="Another", visibility="public")
    passage = Passage.objects.order_by("pk").first()
    assert passage is not None
    assert client_of(bob).get(address("passage", other, passage.pk)).status_code == 404


@pytest.mark.parametrize(
    ("form", "kind"),
    [("epub", "application/epub+zip"), ("md", "text/markdown"), ("html", "text/html"), ("json", "application/json")],
)
def test_a_story_is_taken_away_in_four_forms(told: Story, alice: User, form: str, kind: str) -> None:
    answer = client_of(alice).get(address("book", told, form))
    assert answer["Content-Type"].startswith(kind)
    assert answer["Content-Disposition"] == f'attachment; filename="the-promise.{form}"'
    if form == "epub":
        assert zipfile.ZipFile(BytesIO(answer.content)).read("mimetype") == b"application/epub+zip"
    elif form == "json":
        assert json.loads(answer.content)["title"] == "The promise"
    else:
        assert "The promise" in answer.content.decode()


def test_other_forms_and_untold_stories_are_no_books(story: Story, alice: User) -> None:
    assert client_of(alice).get(address("book", story, "pdf")).status_code == 404
    assert client_of(alice).get(address("book", story, "epub")).status_code == 404


def test_hostile_words_stay_words_for_readers_and_in_books(story: Story, alice: User) -> None:
    Story.objects.update(title=HOSTILE, summary=HOSTILE)
    Event.objects.update(
        clauses={"news": HOSTILE}, lines=[{"speaker": story.cast_ids[0], "text": HOSTILE, "gesture": HOSTILE}]
    )
    story.refresh_from_db()
    for chapter in writing.begin(story, {}):
        writing.write(chapter, {}, None)
    Chapter.objects.update(title=HOSTILE, previously=HOSTILE)
    client = client_of(alice)
    for name, more in (("read", ()), ("source", (1,)), ("book", ("html",))):
        shown = client.get(address(name, story, *more)).content.decode()
        assert HOSTILE not in shown
        assert "&lt;script&gt;" in shown
    book = zipfile.ZipFile(BytesIO(client.get(address("book", story, "epub")).content))
    assert all("<script" not in book.read(name).decode() for name in book.namelist() if name != "mimetype")
