"""The door, against a server on the loopback: it gives a reply or a ModelError, in time and of bounded size."""

from __future__ import annotations

import asyncio
import contextlib
import email
import email.utils
import gzip
import json
import math
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from benchmarks.endpoint import Endpoint as Double
from characters import breaker, llm
from characters.llm import Endpoint, ModelError, embed, say

ASKED = ({"role": "user", "content": 'speakers: ["Ann", "Ben"]'},)
SCHEMA = {
    "type": "object",
    "properties": {"lines": {"items": {"properties": {"speaker": {"enum": ["Ann", "Ben"]}}}}},
}


@pytest_asyncio.fixture(autouse=True)
async def door() -> AsyncIterator[None]:
    llm.forget()
    yield
    await llm.close()


def at(url: str) -> Endpoint:
    return Endpoint(url, "a-secret-key", "double")


async def ask(url: str, deadline: float = 5.0) -> llm.Reply:
    return await say(at(url), ASKED, SCHEMA, 400, deadline)


async def fault(url: str, deadline: float = 5.0) -> ModelError:
    with pytest.raises(ModelError) as caught:
        await ask(url, deadline)
    return caught.value


@contextlib.contextmanager
def answering(raw: bytes) -> Iterator[str]:
    """A server that answers every request with these very bytes, for answers no sane server gives."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = listener.accept()
                with line, line.makefile("rb") as request, contextlib.suppress(OSError):
                    # Closing a line with something unread resets it, and the answer would be lost.
                    headers = email.message_from_bytes(b"".join(iter(request.readline, b"\r\n")).partition(b"\r\n")[2])
                    request.read(int(headers["Content-Length"]))
                    line.sendall(raw)

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
    listener.close()


def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    head = "\r\n".join([f"HTTP/1.1 {status}", *headers, "Connection: close", "", ""])
    return head.encode() + body


async def test_an_answer_comes_with_its_account():
    with Double(latency_ms=20) as url:
        reply = await ask(url)
    assert {line["speaker"] for line in json.loads(reply.text)["lines"]} == {"Ann", "Ben"}
    assert reply.prompt_tokens > 0
    assert reply.completion_tokens > 0
    assert reply.ms >= 20
    assert (reply.model, reply.finish) == ("double", "stop")


async def test_the_request_is_strict_and_carries_the_key_only_in_its_header():
    double = Double(latency_ms=0)
    with double as url:
        await ask(url)
    body = double.asked[0]
    assert body["response_format"]["json_schema"]["strict"] is True
    assert body["max_tokens"] == 400
    assert "a-secret-key" not in json.dumps(body)
    assert "a-secret-key" not in repr(at(url))


async def test_nobody_listening_is_a_refused_connection():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    error = await fault(f"http://127.0.0.1:{port}/v1")
    assert (error.kind, error.permanent, error.reached) == ("refused", False, False)


@pytest.mark.parametrize(
    ("kind", "expected", "reached"),
    [
        ("429", "limited", False),
        ("500", "server", False),
        ("503", "server", False),
        ("malformed", "malformed", True),
        ("disconnect", "disconnected", True),
        ("huge", "huge", True),
    ],
)
async def test_each_fault_is_an_error_of_one_kind(kind: str, expected: str, reached: bool):
    with Double(latency_ms=0, script=[kind]) as url:
        error = await fault(url)
    assert (error.kind, error.permanent, error.reached) == (expected, False, reached)


async def test_silence_ends_at_the_deadline():
    with Double(script=["timeout"], hang_s=60) as url:
        started = time.monotonic()
        error = await fault(url, deadline=0.2)
        assert time.monotonic() - started < 0.4
    assert (error.kind, error.reached) == ("timeout", True)


async def test_a_slow_trickle_ends_at_the_deadline_too():
    with Double(latency_ms=10_000) as url:
        assert (await fault(url, deadline=0.2)).kind == "timeout"


async def test_a_megabyte_is_refused_at_its_announcement():
    with answering(http(b"", "Content-Length: 1000000")) as url:
        assert (await fault(url)).kind == "huge"


async def test_an_endless_answer_is_refused_where_it_passes_the_limit():
    chunks = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with answering(http(chunks * 16, "Transfer-Encoding: chunked")) as url:
        assert (await fault(url)).kind == "huge"


async def test_an_endless_error_page_is_refused_as_well():
    chunks = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with answering(http(chunks * 16, "Transfer-Encoding: chunked", status="500 Oh")) as url:
        assert (await fault(url)).kind in {"huge", "server"}


async def test_a_compressed_answer_nobody_asked_for_is_refused():
    packed = gzip.compress(b"x" * 10_000_000)
    with answering(http(packed, "Content-Encoding: gzip", f"Content-Length: {len(packed)}")) as url:
        assert (await fault(url)).kind == "huge"


async def test_a_redirect_is_not_followed():
    double = Double(latency_ms=0)
    with (
        double as elsewhere,
        answering(http(b"", f"Location: {elsewhere}/chat/completions", status="307 Moved")) as url,
    ):
        error = await fault(url)
    assert (error.kind, error.permanent) == ("rejected", True)
    assert not double.asked


@pytest.mark.parametrize(
    "body", [b"<html>Gateway</html>", b"[]", b'{"choices": []}', b'{"choices": [null]}', b"[" * 5000]
)
async def test_what_is_no_chat_completion_is_malformed(body: bytes):
    with answering(http(body, "Content-Type: application/json", f"Content-Length: {len(body)}")) as url:
        assert (await fault(url)).kind == "malformed"


@pytest.mark.parametrize(
    ("status", "kind", "permanent"),
    [
        ("401 No", "unauthorised", True),
        ("403 No", "unauthorised", True),
        ("404 No", "missing", True),
        ("402 No", "rejected", True),
        ("408 No", "server", False),
        ("529 No", "server", False),
    ],
)
async def test_a_status_says_whether_asking_again_helps(status: str, kind: str, permanent: bool):
    with answering(http(b"{}", "Content-Length: 2", status=status)) as url:
        error = await fault(url)
    assert (error.kind, error.permanent) == (kind, permanent)


async def test_a_prompt_too_long_for_the_model_is_permanent():
    body = json.dumps({"error": {"message": "This exceeds the available context size (2048 tokens)"}}).encode()
    with answering(http(body, f"Content-Length: {len(body)}", status="400 Bad")) as url:
        error = await fault(url)
    assert (error.kind, error.permanent) == ("overflow", True)


async def test_three_failures_in_a_row_spare_the_endpoint(monkeypatch: pytest.MonkeyPatch):
    double = Double(latency_ms=0, script=["500"] * 3)
    with double as url:
        assert [(await fault(url)).kind for _ in range(3)] == ["server"] * 3
        error = await fault(url)
        assert (error.kind, error.called) == ("breaker", False)
        assert double.stats()["chat_requests"] == 3
        later = time.monotonic() + breaker.OPEN_FOR
        monkeypatch.setattr(time, "monotonic", lambda: later)
        assert (await ask(url)).text
        assert (await ask(url)).text


async def test_an_answer_between_failures_keeps_it_in_use():
    with Double(latency_ms=0, script=["500", "500", "ok", "500", "500", "ok"]) as url:
        for failing in (True, True, False, True, True, False):
            if failing:
                await fault(url)
            else:
                assert (await ask(url)).text


async def test_refused_forms_do_not_open_the_breaker_and_are_not_asked_for_again():
    double = Double(latency_ms=0, formats=("text",))
    with double as url:
        assert [(await fault(url)).kind for _ in range(2)] == ["dialect"] * 2
        assert (await ask(url)).text
        assert (await ask(url)).text
    forms = [body.get("response_format", {}).get("type") for body in double.asked]
    assert forms == ["json_schema", "json_object", None, None]


async def test_after_a_rate_limit_the_next_call_waits_its_turn():
    with Double(latency_ms=0, script=["429"], retry_after_s=0.3) as url:
        assert (await fault(url)).kind == "limited"
        started = time.monotonic()
        assert (await ask(url)).text
        assert 0.2 < time.monotonic() - started < 1.0


async def test_a_rest_longer_than_the_deadline_fails_at_once_and_without_a_call():
    double = Double(latency_ms=0, script=["429"], retry_after_s=20)
    with double as url:
        await fault(url)
        started = time.monotonic()
        error = await fault(url, deadline=5.0)
        assert time.monotonic() - started < 0.2
    assert (error.kind, error.called) == ("limited", False)
    assert double.stats()["chat_requests"] == 1


async def test_many_calls_are_in_flight_at_once():
    double = Double(latency_ms=100)
    with double as url:
        await asyncio.gather(*(ask(url) for _ in range(12)))
    assert double.peak == 12


def test_each_event_loop_has_connections_of_its_own():
    async def one(url: str) -> str:
        try:
            return (await ask(url)).text
        finally:
            await llm.close()

    with Double(latency_ms=0) as url:
        assert asyncio.run(one(url)) == asyncio.run(one(url))


def test_texts_become_unit_vectors_in_order(settings):
    with Double(latency_ms=0) as settings.EMBED_BASE_URL:
        texts = [f"memory number {number}" for number in range(70)]
        vectors = embed(texts)
        alone = embed(["memory number 69"])[0]
    assert {len(vector) for vector in vectors} == {384}
    assert all(math.isclose(math.hypot(*vector), 1, rel_tol=1e-9) for vector in vectors)
    assert vectors[69] == pytest.approx(alone, abs=1e-6)


def test_texts_that_share_words_lie_nearer(settings):
    with Double(latency_ms=0) as settings.EMBED_BASE_URL:
        ring, sold, weather = embed(["she sold the ring", "the ring was sold", "rain over the harbour"])
    assert dot(ring, sold) > dot(ring, weather)


def dot(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_many_texts_go_in_few_requests_and_none_is_too_long(settings):
    double = Double(latency_ms=0)
    with double as settings.EMBED_BASE_URL:
        embed(["word " * 5000] * 70)
    assert double.counts["embed_requests"] == 2


@pytest.mark.parametrize("vector", [[1.0] * 383, [0.0] * 384, [float("nan")] * 384, ["x"] * 384])
def test_vectors_of_another_make_are_refused(settings, vector: list[object]):
    body = json.dumps({"data": [{"index": 0, "embedding": vector}]}).encode()
    raw = http(body, f"Content-Length: {len(body)}")
    with answering(raw) as settings.EMBED_BASE_URL, pytest.raises(ModelError) as caught:
        embed(["one"])
    assert caught.value.kind == "malformed"


def test_without_an_endpoint_nothing_is_embedded(settings):
    settings.EMBED_BASE_URL = ""
    with pytest.raises(ModelError) as caught:
        embed(["one"])
    assert caught.value.permanent


@pytest.mark.parametrize(
    ("headers", "kind", "rests"),
    [
        (("Retry-After: 9",), "limited", True),
        (("retry-after-ms: 9000", "Retry-After: 0"), "limited", True),
        ((f"Retry-After: {email.utils.formatdate(time.time() + 3600, usegmt=True)}",), "limited", True),
        (("Retry-After: Thu, 01 Jan 1998 00:00:00 GMT",), "limited", False),
        (("Retry-After: soon",), "limited", False),
        (("Retry-After: nan",), "limited", False),
        ((), "limited", False),
    ],
)
async def test_a_rate_limit_says_how_long_in_seconds_milliseconds_or_as_a_date(
    headers: tuple[str, ...], kind: str, rests: bool
):
    with answering(http(b"{}", "Content-Length: 2", *headers, status="429 Slow")) as url:
        assert (await fault(url)).kind == kind
        assert (await fault(url, deadline=1.0)).called is not rests


async def test_a_spent_quota_is_permanent():
    body = json.dumps({"error": {"message": "Quota", "code": "insufficient_quota"}}).encode()
    with answering(http(body, f"Content-Length: {len(body)}", status="429 Slow")) as url:
        assert (await fault(url)).permanent


def test_a_voice_is_configured_by_its_address(settings):
    settings.LLM_BASE_URL = ""
    assert llm.chat_endpoint() is None
    settings.LLM_BASE_URL, settings.LLM_API_KEY, settings.LLM_MODEL = "http://one/v1", "key", "small"
    assert llm.chat_endpoint() == Endpoint("http://one/v1", "key", "small")


@pytest.mark.parametrize(("status", "permanent"), [("400 Bad", True), ("500 Oh", False)])
def test_a_refused_embedding_is_an_error(settings, status: str, permanent: bool):
    raw = http(b"{}", "Content-Length: 2", status=status)
    with answering(raw) as settings.EMBED_BASE_URL, pytest.raises(ModelError) as caught:
        embed(["one"])
    assert caught.value.permanent is permanent


def test_an_embedding_too_few_is_an_error(settings):
    body = json.dumps({"data": [{"index": 0, "embedding": [1.0] * 384}]}).encode()
    raw = http(body, f"Content-Length: {len(body)}")
    with answering(raw) as settings.EMBED_BASE_URL, pytest.raises(ModelError):
        embed(["one", "two"])


def told(*pieces: dict[str, object], end: bytes = b"data: [DONE]\n\n") -> bytes:
    """A completion as a server streams it."""
    whole = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "double"}
    body = b"".join(b"data: " + json.dumps({**whole, **piece}).encode() + b"\n\n" for piece in pieces) + end
    return http(body, "Content-Type: text/event-stream", f"Content-Length: {len(body)}")


def piece(text: str) -> dict[str, object]:
    return {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}


async def heard(url: str, deadline: float = 5.0) -> list[str | llm.Reply]:
    return [one async for one in llm.stream(at(url), ASKED, 200, deadline)]


async def test_an_answer_can_be_heard_while_it_is_said():
    usage = {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11}}
    with answering(told(piece("I was "), piece("there."), usage)) as url:
        *pieces, whole = await heard(url)
    assert pieces == ["I was ", "there."]
    assert isinstance(whole, llm.Reply)
    assert (whole.text, whole.prompt_tokens, whole.completion_tokens) == ("I was there.", 9, 2)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (http(b"{}", "Content-Length: 2", status="500 Oh"), "server"),
        (http(b"data: {]\n\n", "Content-Type: text/event-stream", "Content-Length: 10"), "malformed"),
        (told(piece("x" * 70_000)), "huge"),
        (told(piece("half"), end=b"")[:-20], "disconnected"),
    ],
)
async def test_a_stream_that_fails_is_a_fault_of_one_kind(raw: bytes, kind: str):
    with answering(raw) as url, pytest.raises(ModelError) as caught:
        await heard(url)
    assert caught.value.kind == kind


async def test_a_stream_that_says_nothing_ends_at_the_deadline():
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ModelError) as caught:
        await heard(f"http://127.0.0.1:{silent.getsockname()[1]}/v1", deadline=0.2)
    assert caught.value.kind == "timeout"


async def test_nobody_is_asked_while_the_breaker_is_open():
    with Double(latency_ms=0, faults={"500": 1.0}) as url:
        for _ in range(breaker.FAILURES_TO_OPEN):
            with pytest.raises(ModelError):
                await heard(url)
        with pytest.raises(ModelError) as caught:
            await heard(url)
    assert caught.value.kind == "breaker"
