"""The live feed: one channel-layer subscription a world and process, fanned out to the sockets' bounded outboxes.

A stock consumer costs a queue, two tasks and a dispatch per socket and message; here the frame is received once and
the same bytes are handed to every socket's line (`web.py`), or by ASGI's send where the server has none. Consumers
check permission and forward; they never write the domain.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import deque
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, InterfaceError
from django.db.models import Subquery
from django.utils import timezone
from redis.exceptions import RedisError

from ecosystem import fragments, presence
from ecosystem.live import group_of
from ecosystem.models import Membership, User, World

if TYPE_CHECKING:
    from ecosystem.web import Line

log = logging.getLogger(__name__)

# Frames that may wait for a slow reader; past that it loses the oldest, sees the gap and asks for what it missed.
OUTBOX = 64
# Presence is told this often at the most, however many come and go; seconds.
PRESENCE_EVERY = 2.0
# A crowd that comes back at once, as after a restart, asks once in so many seconds.
SHARED_FOR = 1.0
# Pages that connect within so many seconds of each other and have the same are answered with one frame.
GATHER = 0.1
# One page may ask again after so many seconds.
ASKED_EVERY = 1.0
# What a page says is no longer than this.
LONGEST_WORD = 40
# A watched world is marked as watched this often; seconds.
HEARTBEAT_EVERY = 20.0
# Not among the codes on which a page connects again.
NOT_FOR_YOU = 4404
# A queue that does not answer is asked again after so many seconds.
TRY_AGAIN_AFTER = 1.0


class Frame(str):
    """Text that is made ready once, however many sockets it is sent to."""

    ready: bytes | None = None

    def over(self, line: Line) -> bytes:
        if self.ready is None:
            self.ready = line.ready(self)
        return self.ready


class Hub:
    """The sockets of one world in this process, and the tasks that feed them."""

    def __init__(self, world_id: int) -> None:
        self.world_id = world_id
        self.sockets: set[WorldFeed] = set()
        self.told: list[str] | None = None
        # Who asked what came after which number, and has not been answered yet.
        self.owed: dict[int, set[WorldFeed]] = {}
        self.answers: set[asyncio.Task[None]] = set()
        self.listening = asyncio.Event()
        self.tasks = [asyncio.create_task(self.pump()), asyncio.create_task(self.heartbeat())]

    async def pump(self) -> None:
        """For as long as anybody watches: sockets outlive a queue that is down, and must hear it when it is back."""
        while True:
            try:
                await self.relay()
            except RedisError as error:
                log.warning("the queue does not answer; world %s is not live for now: %s", self.world_id, error)
                await asyncio.sleep(TRY_AGAIN_AFTER)

    async def relay(self) -> None:
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(group_of(self.world_id), channel)
        self.listening.set()
        try:
            while True:
                frame = await layer.receive(channel)
                text = Frame(frame["html"])
                for socket in self.sockets if frame["have"] is None else self.owed.pop(frame["have"], ()):
                    socket.take(text)
                # A queue that has more at once would leave the sockets no time to drain.
                await asyncio.sleep(0)
        finally:
            self.listening.clear()
            await layer.group_discard(group_of(self.world_id), channel)

    def owe(self, socket: WorldFeed, have: int) -> None:
        """Answer a page that has everything up to a number, together with all that say the same."""
        if have not in self.owed:
            self.owed[have] = set()
            answer = asyncio.create_task(self.answer(have, self.owed[have]))
            self.answers.add(answer)
            answer.add_done_callback(self.answers.discard)
        self.owed[have].add(socket)

    async def answer(self, have: int, asking: set[WorldFeed]) -> None:
        await asyncio.sleep(GATHER)
        await self.listening.wait()
        try:
            await database_sync_to_async(fragments.catch_up)(self.world_id, have)
        except (DatabaseError, InterfaceError, RedisError) as error:
            # The page asks again by itself.
            log.warning("what world %s has seen after %s could not be told: %s", self.world_id, have, error)
        # Should the answer be lost on its way, the next who asks is answered anew.
        await asyncio.sleep(ASKED_EVERY)
        if self.owed.get(have) is asking:
            del self.owed[have]

    async def heartbeat(self) -> None:
        beats = 0
        while True:
            try:
                await self.beat(due=beats % round(HEARTBEAT_EVERY / PRESENCE_EVERY) == 0)
                beats += 1
            except (DatabaseError, InterfaceError, RedisError) as error:
                # A world whose heart stopped would freeze under the eyes of whoever watches it.
                log.warning("world %s could not be marked as watched, trying again: %s", self.world_id, error)
            await asyncio.sleep(PRESENCE_EVERY)

    async def beat(self, *, due: bool) -> None:
        names = sorted(socket.name for socket in self.sockets)
        if due:
            await database_sync_to_async(mark_watched)(self.world_id)
            await self.see_out()
        if due or names != self.told:
            await sync_to_async(presence.report)(self.world_id, names)
            if names != self.told:
                await self.tell_presence()
            self.told = names

    async def see_out(self) -> None:
        """Close the world to those who may no longer see it: it may have turned private since they came."""
        users = {socket.scope["user"] for socket in self.sockets}
        unwelcome = await database_sync_to_async(strangers)(self.world_id, users)
        for socket in [one for one in self.sockets if one.scope["user"] in unwelcome]:
            # Whoever has just gone by themselves need not be sent away.
            with contextlib.suppress(OSError):
                await socket.close(code=NOT_FOR_YOU)

    async def tell_presence(self) -> None:
        html = await sync_to_async(fragments.presence)(self.world_id)
        frame = {"type": "world.frame", "html": html, "have": None}
        await get_channel_layer().group_send(group_of(self.world_id), frame)

    async def close(self) -> None:
        tasks = [*self.tasks, *self.answers]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await sync_to_async(presence.report)(self.world_id, [])


def mark_watched(world_id: int) -> None:
    World.objects.filter(pk=world_id).update(watched_at=timezone.now())


def strangers(world_id: int, users: set[User | AnonymousUser]) -> set[User | AnonymousUser]:
    """Which of them may not see the world; nobody, and so no more queries, while it is open to all."""
    if World.objects.exclude(visibility=World.Visibility.PRIVATE).filter(pk=world_id).exists():
        return set()
    members = set(Membership.objects.filter(world=world_id).values_list("user", flat=True))
    return {user for user in users if user.pk not in members}


def mark_seen(world_id: int, user_id: int) -> None:
    """Whoever watched it live has seen it: the worlds list tells only of what came afterwards."""
    position = World.objects.filter(pk=world_id).values("log_position")
    Membership.objects.filter(world=world_id, user=user_id).update(seen_number=Subquery(position))


hubs: dict[tuple[int, int], Hub] = {}


class WorldFeed(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One viewer's socket. What a viewer does are ordinary POSTs; here a page only says how far it has read."""

    key: tuple[int, int] | None = None
    line: Line | None = None
    writer: asyncio.Task[None] | None = None
    may_ask_at = 0.0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """However it ends: a server need not tell of a page that went while it was being let in or written to."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self.leave()

    async def connect(self) -> None:
        user = self.scope["user"]
        world = await found(self.scope["url_route"]["kwargs"]["slug"], user)
        if world is None:
            await self.accept()
            await self.close(code=NOT_FOR_YOU)
            return
        self.name = user.display_name if user.is_authenticated else ""
        self.outbox: deque[Frame] = deque(maxlen=OUTBOX)
        self.waiting = asyncio.Event()
        # Loops do not share tasks: in tests each has its own hubs.
        self.key = (id(asyncio.get_running_loop()), world.pk)
        hub = hubs.get(self.key) or hubs.setdefault(self.key, Hub(world.pk))
        # Before anything is awaited: a hub that has no socket closes.
        hub.sockets.add(self)
        await self.accept()
        self.line = self.scope.get("extensions", {}).get("line")
        if self.line is None:
            self.writer = asyncio.create_task(self.write())
        else:
            self.line.on_clear = self.pour
            self.pour()

    def take(self, frame: Frame) -> None:
        self.outbox.append(frame)
        if self.line is None:
            self.waiting.set()
        else:
            self.pour()

    def pour(self) -> None:
        """Send what waits, for as long as the reader keeps up."""
        assert self.line is not None
        while self.outbox and self.line.is_clear:
            self.line.put(self.outbox.popleft().over(self.line))

    async def write(self) -> None:
        """Send what waits by ASGI's own way, which waits for the reader, where the server has no lines."""
        while True:
            await self.waiting.wait()
            self.waiting.clear()
            while self.outbox:
                await self.base_send({"type": "websocket.send", "text": self.outbox.popleft()})

    async def leave(self) -> None:
        if self.key is None:
            return
        hub = hubs[self.key]
        hub.sockets.discard(self)
        if self.line is not None:
            self.line.on_clear = None
        if self.writer is not None:
            self.writer.cancel()
            # It may have met the end of the line itself.
            await asyncio.gather(self.writer, return_exceptions=True)
        for asking in hub.owed.values():
            asking.discard(self)
        if not hub.sockets:
            del hubs[self.key]
            await hub.close()
        if self.scope["user"].is_authenticated:
            # Without Postgres they are only told once more of what they saw.
            with contextlib.suppress(DatabaseError, InterfaceError):
                await database_sync_to_async(mark_seen)(self.key[1], self.scope["user"].pk)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """A page says up to which number it has everything; nothing else is understood."""
        have, now = number_in(text_data), asyncio.get_running_loop().time()
        if self.key is not None and have is not None and now >= self.may_ask_at:
            self.may_ask_at = now + ASKED_EVERY
            hubs[self.key].owe(self, have)


def number_in(text: str | None) -> int | None:
    """The number of `{"have": 41}`; None where it is anything else."""
    try:
        said = json.loads(text or "") if len(text or "") <= LONGEST_WORD else None
    except ValueError:
        return None
    have = said.get("have") if isinstance(said, dict) else None
    return have if type(have) is int and 0 <= have < 2**31 else None


async def found(slug: str, user: User | AnonymousUser) -> World | None:
    """The world, if the user may see it; visitors without an account, who may all see the same, share an answer."""
    look_up = database_sync_to_async(find)
    if user.is_authenticated:
        world: World | None = await look_up(slug, user)
        return world
    loop = asyncio.get_running_loop()
    until, answer = lookups.get((id(loop), slug), (0.0, None))
    if answer is None or loop.time() > until:
        lookups.clear()
        answer = asyncio.ensure_future(look_up(slug, user))
        lookups[id(loop), slug] = loop.time() + SHARED_FOR, answer
    return await asyncio.shield(answer)


lookups: dict[tuple[int, str], tuple[float, asyncio.Future[World | None]]] = {}


def find(slug: str, user: User | Any) -> World | None:
    return World.objects.visible_to(user).filter(slug=slug).only("pk").first()
