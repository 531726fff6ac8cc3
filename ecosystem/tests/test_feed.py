from __future__ import annotations

import asyncio
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from redis.exceptions import RedisError

from ecosystem import feed, jobs, live
from ecosystem.asgi import application
from ecosystem.models import User, World

pytestmark = pytest.mark.django_db(transaction=True)


def socket(world: World, cookie: str = "", origin: str = "http://testserver") -> WebsocketCommunicator:
    headers = [(b"host", b"testserver"), (b"origin", origin.encode())]
    if cookie:
        headers.append((b"cookie", f"sessionid={cookie}".encode()))
    return WebsocketCommunicator(application, f"/ws/world/{world.slug}/", headers=headers)


async def frames(communicator: WebsocketCommunicator, wanted: str, timeout: float = 5) -> str:
    """The first frame with `wanted` in it; presence may come before."""
    while True:
        text = await communicator.receive_from(timeout)
        if wanted in text:
            return text


@pytest.fixture(autouse=True)
def no_hubs() -> None:
    feed.hubs.clear()


@pytest.fixture
def public(world: World) -> World:
    world.visibility = World.Visibility.PUBLIC
    world.save()
    return world


async def test_everybody_who_watches_gets_the_same_frame(public: World) -> None:
    sockets = [socket(public) for _ in range(3)]
    for one in sockets:
        assert (await one.connect())[0]
    await publish(public, "<p>one</p>")
    assert [await frames(one, "one") for one in sockets] == ["<p>one</p>"] * 3
    for one in sockets:
        await one.disconnect()


async def all_listen() -> None:
    """Until every hub hears what is published; before that it would be lost."""
    for hub in feed.hubs.values():
        await asyncio.wait_for(hub.listening.wait(), 5)


async def publish(world: World, html: str) -> None:
    await all_listen()
    frame = {"type": "world.frame", "html": html, "have": None}
    await get_channel_layer().group_send(live.group_of(world.pk), frame)


async def test_one_subscription_serves_all_sockets_of_a_world(public: World) -> None:
    sockets = [socket(public) for _ in range(3)]
    for one in sockets:
        await one.connect()
    assert [len(hub.sockets) for hub in feed.hubs.values()] == [3]
    for one in sockets:
        await one.disconnect()
    assert feed.hubs == {}


async def test_a_page_that_is_gone_before_it_is_let_in_leaves_nothing_behind(public: World) -> None:
    scope = {"type": "websocket", "user": AnonymousUser(), "url_route": {"kwargs": {"slug": public.slug}}}
    waiting = asyncio.Queue[dict[str, str]]()
    waiting.put_nowait({"type": "websocket.connect"})

    async def gone(_: object) -> None:
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await feed.WorldFeed()(scope, waiting.get, gone)
    assert feed.hubs == {}


async def test_a_private_world_is_closed_to_strangers(world: World) -> None:
    one = socket(world)
    await one.connect()
    assert (await one.receive_output(2))["code"] == 4404
    assert feed.hubs == {}


async def test_a_member_watches_a_private_world(world: World, bob: User, client: Any) -> None:
    await database_sync_to_async(client.force_login)(bob)
    one = socket(world, client.cookies["sessionid"].value)
    await one.connect()
    await publish(world, "<p>hello</p>")
    assert "hello" in await frames(one, "hello")
    await one.disconnect()


async def test_a_world_that_turns_private_is_closed_to_strangers_who_watch(
    public: World, bob: User, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "PRESENCE_EVERY", 0.05)
    monkeypatch.setattr(feed, "HEARTBEAT_EVERY", 0.1)
    await database_sync_to_async(client.force_login)(bob)
    stranger, member = socket(public), socket(public, client.cookies["sessionid"].value)
    await stranger.connect()
    await member.connect()
    public.visibility = World.Visibility.PRIVATE
    await database_sync_to_async(public.save)()
    while (sent := await stranger.receive_output(5))["type"] != "websocket.close":
        pass
    assert sent["code"] == 4404
    await publish(public, "<p>among us</p>")
    assert "among us" in await frames(member, "among us")
    await stranger.disconnect()
    await member.disconnect()


async def test_a_foreign_page_is_refused(public: World) -> None:
    connected, _ = await socket(public, origin="http://evil.example").connect()
    assert not connected


async def test_a_watched_world_is_marked_as_watched(public: World) -> None:
    one = socket(public)
    await one.connect()
    for _ in range(100):
        await asyncio.sleep(0.05)
        await database_sync_to_async(public.refresh_from_db)()
        if public.watched_at:
            break
    assert public.watched_at is not None
    await one.disconnect()


async def test_a_store_that_fails_once_does_not_stop_the_heartbeat(
    public: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: list[Exception] = [OperationalError("restarting"), RedisError("restarting")]
    marked = asyncio.Event()
    loop = asyncio.get_running_loop()

    def mark(world_id: int) -> None:
        if faults:
            raise faults.pop()
        loop.call_soon_threadsafe(marked.set)

    monkeypatch.setattr(feed, "mark_watched", mark)
    monkeypatch.setattr(feed, "PRESENCE_EVERY", 0.05)
    one = socket(public)
    await one.connect()
    await asyncio.wait_for(marked.wait(), 5)
    await one.disconnect()


async def test_a_queue_that_is_down_at_first_is_heard_once_it_is_up(
    public: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer = get_channel_layer()
    joins, joined = layer.group_add, asyncio.Event()

    async def join(group: str, channel: str) -> None:
        if not tried:
            tried.append(group)
            raise RedisError("refused")
        await joins(group, channel)
        joined.set()

    tried: list[str] = []
    monkeypatch.setattr(layer, "group_add", join)
    monkeypatch.setattr(feed, "TRY_AGAIN_AFTER", 0.05)
    one = socket(public)
    await one.connect()
    await asyncio.wait_for(joined.wait(), 5)
    await publish(public, "<p>back</p>")
    assert "back" in await frames(one, "back")
    await one.disconnect()


async def test_a_slow_reader_keeps_only_the_newest(public: World) -> None:
    one = socket(public)
    await one.connect()
    consumer = next(iter(next(iter(feed.hubs.values())).sockets))
    consumer.writer.cancel()
    for number in range(feed.OUTBOX + 10):
        await publish(public, str(number))
    last = str(feed.OUTBOX + 9)
    for _ in range(100):
        # Presence may have slipped in behind the last of them.
        if last in (newest := list(consumer.outbox)[-2:]):
            break
        await asyncio.sleep(0.05)
    assert last in newest
    assert len(consumer.outbox) == feed.OUTBOX
    consumer.writer = asyncio.create_task(consumer.write())
    await one.disconnect()


async def test_a_turn_reaches_the_watcher_as_rendered_html(pemberley: World) -> None:
    pemberley.visibility = World.Visibility.PUBLIC
    await database_sync_to_async(pemberley.save)()
    one = socket(pemberley)
    await one.connect()
    await all_listen()
    await database_sync_to_async(jobs.take_turn)(pemberley.pk, 0)
    await database_sync_to_async(pemberley.refresh_from_db)()
    text = await frames(one, "event-")
    assert f'id="event-{pemberley.log_position}"' in text
    await one.disconnect()


async def test_a_page_says_what_it_has_and_is_told_what_it_missed(pemberley: World) -> None:
    await database_sync_to_async(jobs.take_turn)(pemberley.pk, 0)
    await database_sync_to_async(World.objects.filter(pk=pemberley.pk).update)(visibility=World.Visibility.PUBLIC)
    late, current = socket(pemberley), socket(pemberley)
    for one in (late, current):
        await one.connect()
    await late.send_to(text_data='{"have": 1}')
    assert 'id="event-2"' in await frames(late, 'data-first="2"')
    while not await current.receive_nothing(timeout=0.3):
        assert "data-first" not in await current.receive_from()
    for one in (late, current):
        await one.disconnect()


@pytest.mark.parametrize(
    "said", ["", "[1]", "{}", '{"have": "1"}', '{"have": -1}', '{"have": true}', "x" * 99, "1e999"]
)
def test_what_else_a_page_may_say_means_nothing(said: str) -> None:
    assert feed.number_in(said) is None
