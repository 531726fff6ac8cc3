from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from characters.models import EcosystemCharacter, Event, Memory
from ecosystem import outlook, turns
from ecosystem.models import Membership, User, World
from ecosystem.roles import Role

PART = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


@pytest.fixture
def world(pemberley: World) -> World:
    """Pemberley after three turns."""
    for generation in range(3):
        assert turns.take(pemberley.pk, generation) is not None
    pemberley.refresh_from_db()
    return pemberley


@pytest.fixture
def owner(alice: User, client: Client) -> Client:
    client.force_login(alice)
    return client


@pytest.fixture
def stranger(charlie: User) -> Client:
    client = Client()
    client.force_login(charlie)
    return client


def address(world: World, rest: str = "") -> str:
    return f"/worlds/{world.slug}/{rest}"


def rows(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'id="event-(\d+)"', html)]


def page(client: Client, world: World, rest: str = "", **headers: str) -> str:
    response = client.get(address(world, rest), **headers)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("rest", ["", "since/1/", "before/9/", "events/1/", "map/"])
def test_a_private_world_is_not_there_for_strangers(world: World, stranger: Client, rest: str):
    assert stranger.get(address(world, rest)).status_code == 404
    assert Client().get(address(world, rest)).status_code == 404


def test_a_characters_page_is_as_private_as_its_world(world: World, stranger: Client):
    assert stranger.get(address(world, f"characters/{world.cast.first().pk}/")).status_code == 404


def test_an_open_world_is_watched_by_anybody_but_steered_by_nobody(world: World):
    World.objects.filter(pk=world.pk).update(visibility=World.Visibility.PUBLIC)
    html = page(Client(), world)
    assert '<fieldset class="transport" disabled' in html
    assert "inject-dialog" not in html


def test_a_director_may_press_everything(world: World, owner: Client):
    html = page(owner, world)
    assert '<fieldset class="transport" hx-target' in html
    assert "inject-dialog" in html


def test_the_page_shows_cast_feed_and_clock(world: World, owner: Client):
    html = page(owner, world)
    for one in world.cast.all():
        assert f'id="life-{one.pk}"' in html
    assert rows(html) == list(range(world.log_position, 0, -1))
    assert f"Day {world.day}, {world.clock}" in html


def test_the_page_costs_as_many_queries_for_many_as_for_few(world: World, owner: Client):
    page(owner, world)
    with CaptureQueriesContext(connection) as many:
        page(owner, world)
    world.cast.filter(pk__in=world.cast.order_by("-pk").values("pk")[:6]).delete()
    with CaptureQueriesContext(connection) as few:
        page(owner, world)
    assert len(many) == len(few) <= 16


def test_a_characters_page_has_bounded_queries(world: World, owner: Client):
    who = world.cast.first().pk
    with CaptureQueriesContext(connection) as many:
        page(owner, world, f"characters/{who}/")
    world.cast.filter(pk__in=world.cast.order_by("-pk").values("pk")[:6]).delete()
    with CaptureQueriesContext(connection) as few:
        page(owner, world, f"characters/{who}/")
    assert len(many) == len(few) <= 24


def test_whoever_looks_has_read_up_to_here(world: World, owner: Client, alice: User):
    page(owner, world)
    assert Membership.objects.get(world=world, user=alice).seen_number == world.log_position


def test_a_look_alone_wakes_a_world(world: World, owner: Client):
    World.objects.filter(pk=world.pk).update(watched_at=timezone.now() - timedelta(hours=1))
    page(owner, world)
    world.refresh_from_db()
    assert not world.is_frozen(timezone.now())


def test_a_world_without_a_cast_still_has_a_page(owner: Client, alice: User):
    empty = World.objects.create(slug="empty", title="Empty", owner=alice)
    Membership.objects.create(world=empty, user=alice, role=Role.OWNER)
    html = page(owner, empty)
    assert "Nobody lives here yet" in html
    assert "Nothing has happened yet" in html


def test_the_map_is_laid_out_before_it_is_first_drawn(world: World, owner: Client):
    world.cast.update(x=None, y=None)
    html = page(owner, world)
    assert not world.cast.filter(x=None).exists()
    chart = json.loads(re.search(r'<script id="map-data" type="application/json">(.*?)</script>', html)[1])
    assert len({(node["x"], node["y"]) for node in chart["nodes"]}) == world.cast.count()
    assert chart["ties"]


def test_the_feed_is_filtered_by_character(world: World, owner: Client):
    who = Event.objects.filter(world=world).exclude(initiator=None).last().initiator_id
    html = page(owner, world, f"?who={who}")
    expected = Event.objects.filter(world=world).involving(who).values_list("number", flat=True)
    assert sorted(rows(html)) == sorted(expected)


def test_the_feed_is_filtered_by_theme_and_weight(world: World, owner: Client):
    assert rows(page(owner, world, "?theme=directed")) == [1]
    shown = rows(page(owner, world, "?meaningful=on"))
    assert set(shown) == set(Event.objects.filter(world=world, importance__gte=0.3).values_list("number", flat=True))


def test_a_senseless_filter_is_no_filter(world: World, owner: Client):
    assert len(rows(page(owner, world, "?who=none&theme=nothing&before=x&one=y"))) == world.log_position


@pytest.mark.parametrize("name", ["before", "who", "one"])
def test_a_number_too_long_to_be_read_is_no_number(world: World, owner: Client, name: str):
    assert len(rows(page(owner, world, f"?{name}={'1' * 5000}"))) == world.log_position


def test_a_filter_asked_for_by_the_page_brings_the_feed_alone(world: World, owner: Client):
    html = page(owner, world, "?theme=warmth", **PART)
    assert "<html" not in html
    assert 'id="feed"' in html


def test_going_back_in_the_history_brings_the_whole_page(world: World, owner: Client):
    assert "<html" in page(owner, world, "", HTTP_HX_REQUEST="true", HTTP_HX_REQUEST_TYPE="full")


def test_earlier_moments_follow_one_another(world: World, owner: Client):
    Event.objects.bulk_create(
        Event(world=world, number=number, minute=600, kind=Event.Kind.NARRATION)
        for number in range(world.log_position + 1, 101)
    )
    World.objects.filter(pk=world.pk).update(log_position=100)
    first = page(owner, world)
    assert rows(first) == list(range(100, 100 - outlook.FEED, -1))
    assert f"before/{101 - outlook.FEED}/" in first
    older = page(owner, world, f"before/{101 - outlook.FEED}/", **PART)
    assert rows(older)[0] == 100 - outlook.FEED
    assert rows(page(owner, world, "?before=3")) == [2, 1]


def test_since_answers_with_a_frame(world: World, owner: Client):
    html = page(owner, world, "since/1/")
    assert "<html" not in html
    assert rows(html) == list(range(world.log_position, 1, -1))


def test_why_shows_reasons_and_what_changed(world: World, owner: Client):
    event = Event.objects.filter(world=world).exclude(initiator=None).last()
    html = page(owner, world, f"events/{event.number}/")
    assert f"What moved {event.initiator.name}" in html
    assert max(event.reasons, key=lambda one: abs(one["weight"]))["text"] in html.replace("&#x27;", "'")
    assert "Worded by the house voice" in html


def test_why_costs_a_fixed_number_of_queries(world: World, owner: Client):
    event = Event.objects.filter(world=world).exclude(initiator=None).last()
    with CaptureQueriesContext(connection) as queries:
        page(owner, world, f"events/{event.number}/", **PART)
    assert len(queries) <= 10


def test_a_voice_that_stood_in_is_marked_as_such(world: World, owner: Client):
    event = Event.objects.filter(world=world).exclude(initiator=None).last()
    Event.objects.filter(pk=event.pk).update(voiced_by=Event.Voiced.FALLBACK)
    assert "house voice, because the model failed" in page(owner, world, f"events/{event.number}/")
    assert "The model failed; the house voice took over" in page(owner, world)


def test_an_earlier_moment_that_moved_somebody_is_linked(world: World, owner: Client):
    event = Event.objects.filter(world=world).exclude(initiator=None).last()
    Event.objects.filter(pk=event.pk).update(cause=1)
    assert f'href="{address(world, "events/1/")}"' in page(owner, world, f"events/{event.number}/", **PART)


def test_the_table_holds_both_directions(world: World, owner: Client):
    html = page(owner, world, "map/?view=table&shown=all")
    names = re.findall(r'<th scope="row"><a[^>]*>([^<]*)</a></th><td><a[^>]*>([^<]*)</a>', html)
    assert ("Elizabeth Bennet", "Jane Bennet") in names
    assert ("Jane Bennet", "Elizabeth Bennet") in names


def test_the_card_is_the_characters_address_asked_for_in_part(world: World, owner: Client):
    one = world.cast.first()
    html = page(owner, world, f"characters/{one.pk}/", **PART)
    assert '<article class="peek"' in html
    assert "<html" not in html
    assert owner.get(address(world, "characters/0/"), **PART).status_code == 404


def test_secrets_and_memories_are_for_directors(world: World, owner: Client, bob: User):
    one = EcosystemCharacter.objects.filter(world=world, secrets__isnull=False).first()
    Memory.objects.create(owner=one, text="The candle was out.", minute=1, recalled_minute=1)
    secret = one.secrets.first().text
    told = page(owner, world, f"characters/{one.pk}/")
    Membership.objects.create(world=world, user=bob, role=Role.WRITER)
    reader = Client()
    reader.force_login(bob)
    untold = page(reader, world, f"characters/{one.pk}/")
    for text in (secret, "The candle was out."):
        assert text in told.replace("&#x27;", "'")
        assert text not in untold.replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"is_running": False, "steered_by": "Noor"}, "Paused by Noor."),
        ({"is_running": False, "generation": 0}, "The curtain has not risen yet."),
        ({"spent_on": timezone.now().date(), "turns_spent": 9, "daily_turns": 9}, "turns are used up"),
        ({"trouble": "The last turn failed; trying again in a few seconds."}, "The last turn failed"),
    ],
)
def test_a_still_world_says_why(world: World, owner: Client, state: dict[str, object], told: str):
    World.objects.filter(pk=world.pk).update(**state)
    assert told in page(owner, world)


def test_an_unwatched_world_says_that_it_slept(world: World):
    world.watched_at = None
    assert "Asleep" in outlook.quiet(world, timezone.now())


def test_a_moving_world_says_nothing_about_it(world: World):
    assert outlook.quiet(world, timezone.now()) == ""


def test_names_are_text_wherever_they_stand(world: World, owner: Client):
    one = world.cast.first()
    name = "<script>alert(1)</script> {{7*7}} '; DROP"
    EcosystemCharacter.objects.filter(pk=one.pk).update(name=name)
    event = Event.objects.filter(world=world).exclude(initiator=None).last()
    for rest in ("", "map/", f"characters/{one.pk}/", f"events/{event.number}/", "since/1/"):
        html = page(owner, world, rest)
        assert "<script>alert" not in html
        assert "49" not in re.findall(r"alert\(1\)[^ ]* (\S+)", html)


def test_the_why_panel_tells_whose_mood_spread_to_whom(world: World, owner: Client):
    one, other = world.cast.order_by("pk")[:2]
    ripple = {"source": one.pk, "target": other.pk, "pleasure": -0.06, "arousal": 0.02}
    Event.objects.filter(world=world, number=1).update(ripples=[ripple])
    html = page(owner, world, "events/1/", **PART)
    assert f"{one.name}’s low spirits spread to {other.name}" in html
    assert "lowered 0.06, stirred 0.02" in html


def test_a_world_that_has_not_begun_says_what_to_press(pemberley: World, owner: Client):
    World.objects.filter(pk=pemberley.pk).update(is_running=False)
    html = page(owner, pemberley)
    assert 'Press play<span class="wide-only">, or the space bar</span>, and it rises.' in html
    assert "Raise the curtain" in html
    World.objects.filter(pk=pemberley.pk).update(visibility=World.Visibility.PUBLIC)
    assert "Raise the curtain" not in page(Client(), pemberley)


def test_a_card_leads_to_each_of_its_ties(world: World, owner: Client):
    one = world.cast.order_by("pk").first()
    html = page(owner, world, f"characters/{one.pk}/", **PART)
    assert f'href="/worlds/{world.slug}/map/{one.pk}/' in html
