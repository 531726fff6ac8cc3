"""Cards coming in, a long memory searched, a temperament read from words.

A hundred cards are dropped as a browser sends them, three at a time, each by a request of its own to a web server in
its own process. Searches are those of the page, with the query's vector given.
"""

from __future__ import annotations

import http.client
import io
import json
import random
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from django.test import Client
from PIL import Image

from benchmarks import servers, temperaments
from benchmarks.casts import world_of
from benchmarks.report import Row, p95
from characters import importing, lorebooks, rows, searching
from characters.cards import png
from characters.cards.writing import as_png
from characters.models import Memory
from characters.searching import Query, Sift
from ecosystem.models import User, World

ENTRIES, DROPPED, MEMORIES, SEARCHES = 2_000, 100, 10_000, 120
# Requests that a browser's page has under way at once, as `static/js/import.js` sends them.
AT_ONCE = 3
# Pixels of a card's picture, as the tools that make them have it.
WIDTH, HEIGHT = 512, 768
DIMENSIONS = 384
IMPORT = "/characters/import/"
WHO = ("Jane", "the colonel", "a stranger", "Wickham", "her sister", "the cook")
DID = ("confided in", "quarrelled with", "danced with", "lied to", "comforted", "promised a dance to")


def measure() -> Iterator[Row]:
    owner, _ = User.objects.get_or_create(email="cards@bench.invalid", defaults={"name": "Cards"})
    world = world_of(13, voice="none")
    took = seconds_for_a_book(owner, world)
    yield Row(f"a card of {ENTRIES:,} lore entries, into a world", took, 2, "s")
    yield Row(f"{DROPPED} cards dropped at once", seconds_for_a_drop(owner), 20, "s")
    life = world.cast.order_by("pk")[0]
    yield Row(f"search of {MEMORIES:,} memories, p95", p95(searches(life.pk)), 100, "ms")
    yield from temperaments.measure()


def seconds_for_a_book(owner: User, world: World) -> float:
    entries = [
        {
            "keys": [f"place {number}", f"name {number}"], "content": f"Fact {number}: {'salt and tide. ' * 20}",
            "extensions": {}, "enabled": True, "insertion_order": number, "use_regex": False, "id": number,
        }
        for number in range(ENTRIES)
    ]  # fmt: skip
    data = json.dumps(card("Mara Vell", {"extensions": {}, "entries": entries})).encode()
    started = time.perf_counter()
    found = importing.bring_in(owner, data, "mara.json").card
    lorebooks.adopt(found, world.pk)
    return time.perf_counter() - started


def card(name: str, book: object = None) -> dict[str, object]:
    texts = "personality scenario first_mes mes_example creator_notes system_prompt post_history_instructions creator"
    data: dict[str, object] = dict.fromkeys(texts.split(), "A line of it. ")
    data |= {"name": name, "description": "{{char}} is a smuggler. She trusts nobody. " * 60, "character_version": ""}
    data |= {"alternate_greetings": [], "group_only_greetings": [], "tags": ["sea"], "extensions": {}}
    return {"spec": "chara_card_v3", "spec_version": "3.0", "data": data | ({"character_book": book} if book else {})}


def seconds_for_a_drop(owner: User) -> float:
    """From the first request to the last row, the pictures as rough as painted ones."""
    art = [picture(random.Random(number)) for number in range(4)]
    files = [in_picture(card(f"Mara {number}"), art[number % 4]) for number in range(DROPPED)]
    client = Client()
    client.force_login(owner)
    session = client.cookies["sessionid"].value
    with servers.pages() as (url, _), ThreadPoolExecutor(AT_ONCE) as senders:
        send(url, session, in_picture(card("The first"), art[0]))
        started = time.perf_counter()
        statuses = list(senders.map(lambda data: send(url, session, data), files))
        took = time.perf_counter() - started
    assert statuses == [200] * DROPPED, f"some were refused: {statuses}"
    return took


def in_picture(value: dict[str, object], art: bytes) -> bytes:
    text = json.dumps(value).encode()
    return as_png(art, text, text)


def picture(rng: random.Random) -> bytes:
    rough = Image.frombytes("RGB", (WIDTH // 8, HEIGHT // 8), rng.randbytes(WIDTH // 8 * HEIGHT // 8 * 3))
    drawn = io.BytesIO()
    rough.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC).save(drawn, "PNG")
    return png.take_apart(drawn.getvalue()).bare()


def send(url: str, session: str, data: bytes) -> int:
    """One file as the page's script sends it."""
    edge, token = uuid.uuid4().hex, "a" * 32
    head = f'--{edge}\r\nContent-Disposition: form-data; name="card"; filename="mara.png"\r\n\r\n'
    at = urlsplit(url)
    connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=60)
    headers = {
        "Content-Type": f"multipart/form-data; boundary={edge}", "HX-Request": "true", "X-CSRFToken": token,
        "Cookie": f"sessionid={session}; csrftoken={token}", "Origin": url,
    }  # fmt: skip
    connection.request("POST", IMPORT, head.encode() + data + f"\r\n--{edge}--\r\n".encode(), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def searches(owner: int) -> list[float]:
    """Milliseconds of each, the first ten left out."""
    rng = random.Random(7)
    vectors = [vector(rng) for _ in range(50)]
    rows.insert(
        [
            Memory(
                owner_id=owner, event=number, minute=number, recalled_minute=number, importance=rng.uniform(1, 9),
                text=f"{rng.choice(WHO)} {rng.choice(DID)} {rng.choice(WHO)}. “Number {number}, I say.”",
                about_ids=[], embedding=rng.choice(vectors), embedding_model="all-MiniLM-L6-v2",
            )
            for number in range(MEMORIES)
        ]
    )  # fmt: skip
    wanted = Query(("promis", "danc"), vectors[0])
    found = []
    for turn in range(SEARCHES + 10):
        started = time.perf_counter()
        assert searching.search(owner, wanted, Sift(least=float(turn % 3)), 30)
        found.append((time.perf_counter() - started) * 1000)
    return found[10:]


def vector(rng: random.Random) -> Sequence[float]:
    drawn = [rng.gauss(0, 1) for _ in range(DIMENSIONS)]
    length = sum(part * part for part in drawn) ** 0.5
    return [round(part / length, 6) for part in drawn]
