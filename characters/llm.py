"""The only door to a language model: any endpoint that speaks OpenAI's chat completions and embeddings.

One error type leaves it, ModelError. Retrying is the caller's business; here are the deadline, the size limit, the
circuit breaker, and what is learnt about an endpoint while the process lives.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from math import inf, isfinite, sqrt
from typing import Any
from weakref import WeakKeyDictionary

import httpx2
import openai
from django.conf import settings

from characters import bounds, breaker, dialects

Messages = Sequence[Mapping[str, str]]

# A scene is under 3 kB with its envelope; what is longer than this is not one and is refused while it arrives.
ANSWER_BYTES = 64_000

EMBEDDING_SIZE = 384
# Memories and queries are sentences. MiniLM reads 512 word pieces, and a piece is never shorter than a character.
EMBEDDING_CHARACTERS = 500
EMBEDDING_BATCH = 64
# A vector written as decimals is about 8 kB.
EMBEDDINGS_BYTES = 2_000_000
EMBEDDING_SECONDS = 30.0


@dataclass(frozen=True)
class Endpoint:
    base_url: str
    api_key: str = field(repr=False)
    model: str


@dataclass(frozen=True)
class Reply:
    text: str
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    ms: int
    model: str
    # "stop" where the model had said all it wanted; "length" and "content_filter" where it was cut off.
    finish: str = "stop"


class ModelError(Exception):
    """No answer. `permanent` means that the same request would fail again; `kind` is one word for the record.

    `reached` tells that the model may have worked, so that its tokens are owed though nobody counted them; `called`,
    that a request was sent at all.
    """

    def __init__(
        self, kind: str, detail: str = "", *, permanent: bool = False, reached: bool = False, called: bool = True
    ) -> None:
        super().__init__(f"{kind}: {detail}" if detail else kind)
        self.kind = kind
        self.permanent = permanent
        self.reached = reached
        self.called = called


def chat_endpoint() -> Endpoint | None:
    """The configured endpoint for voices, or None where the house voices everything."""
    if not settings.LLM_BASE_URL:
        return None
    return Endpoint(settings.LLM_BASE_URL, settings.LLM_API_KEY, settings.LLM_MODEL)


def embedding_endpoint() -> Endpoint | None:
    if not settings.EMBED_BASE_URL:
        return None
    return Endpoint(settings.EMBED_BASE_URL, settings.EMBED_API_KEY, settings.EMBED_MODEL)


async def say(
    endpoint: Endpoint, messages: Messages, schema: dialects.Schema, max_tokens: int, deadline: float
) -> Reply:
    """One chat completion held to a schema, within `deadline` seconds altogether. Raises ModelError."""
    dialect = _dialects.get(endpoint, dialects.Dialect())
    try:
        return await _complete(endpoint, messages, dialects.request(dialect, schema, max_tokens), deadline)
    except Refusal as refusal:
        plainer = dialects.plainer(dialect, str(refusal))
        if plainer is None:
            kind = "overflow" if dialects.overflowed(str(refusal)) else "rejected"
            raise ModelError(kind, str(refusal), permanent=True) from refusal
        _dialects[endpoint] = plainer
        raise ModelError("dialect", str(refusal)) from refusal


async def stream(
    endpoint: Endpoint, messages: Messages, max_tokens: int, deadline: float
) -> AsyncIterator[str | Reply]:
    """A completion as it is being said: piece by piece, and at last the whole. Raises ModelError, also midway."""
    dialect = replace(_dialects.get(endpoint, dialects.Dialect()), form="text")
    held = {**dialects.request(dialect, {}, max_tokens), "stream": True, "stream_options": {"include_usage": True}}
    rest, started = _admitted(endpoint, deadline), time.monotonic()
    said, usage, ends = [], None, started + deadline
    try:
        if rest:
            await asyncio.sleep(rest)
        door: Any = _client(endpoint).chat.completions
        asked = door.create(model=endpoint.model, messages=list(messages), **held)
        pieces = aiter(await asyncio.wait_for(asked, ends - time.monotonic()))
        # The deadline is looked at before each piece: a timeout around a generator would outlive its pauses.
        while (piece := await asyncio.wait_for(anext(pieces, None), ends - time.monotonic())) is not None:
            usage = piece.usage or usage
            if piece.choices and (text := piece.choices[0].delta.content):
                said.append(text)
                yield text
    except TimeoutError as error:
        _failed(endpoint)
        raise ModelError("timeout", f"no end in {deadline:.1f} s", reached=True) from error
    except openai.APIError as error:
        told = _told(endpoint, error)
        raise (ModelError("rejected", str(told), permanent=True) if isinstance(told, Refusal) else told) from error
    except (httpx2.HTTPError, ValueError, LookupError, TypeError, AttributeError) as error:
        _failed(endpoint)
        raise ModelError("malformed", "the answer broke off", reached=True) from error
    _succeeded(endpoint)
    prompt, completion = (usage.prompt_tokens, usage.completion_tokens) if usage else (0, 0)
    yield Reply("".join(said), prompt, completion, 0, round((time.monotonic() - started) * 1000), endpoint.model)


async def say_in_grammar(
    endpoint: Endpoint, messages: Messages, grammar: str, max_tokens: int, deadline: float
) -> Reply:
    """One chat completion held to a GBNF grammar, which llama.cpp's server takes. Raises ModelError."""
    held = {
        "max_tokens": max_tokens,
        "temperature": 1.0,
        "grammar": grammar,
        # Every line the grammar allows is a good one, so the model may choose freely.
        "min_p": 0.02,
        "top_k": 0,
        "cache_prompt": True,
    }
    try:
        return await _complete(endpoint, messages, held, deadline)
    except Refusal as refusal:
        raise ModelError("rejected", str(refusal), permanent=True) from refusal


def embed(texts: Sequence[str]) -> list[list[float]]:
    """A unit vector of 384 numbers for each text, in order. Raises ModelError; empty where nothing is configured."""
    endpoint = embedding_endpoint()
    if endpoint is None:
        raise ModelError("unconfigured", permanent=True, called=False)
    vectors: list[list[float]] = []
    for start in range(0, len(texts), EMBEDDING_BATCH):
        batch = [text[:EMBEDDING_CHARACTERS] or " " for text in texts[start : start + EMBEDDING_BATCH]]
        vectors += _embed_batch(endpoint, batch)
    return vectors


async def close() -> None:
    """Close the running loop's clients: for whoever ends a loop, as commands and tests do."""
    for client in _clients.pop(asyncio.get_running_loop(), {}).values():
        await client.close()


def forget() -> None:
    """Forget what was learnt about every endpoint, as a new process would."""
    _breakers.clear()
    _dialects.clear()


class Refusal(Exception):
    """The endpoint will not take this request as it is put; its own words are the message."""


_breakers: dict[Endpoint, breaker.Breaker] = {}
_dialects: dict[Endpoint, dialects.Dialect] = {}
# A client's connections belong to the loop that opened them, and closed loops must not keep them.
_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Endpoint, openai.AsyncOpenAI]] = WeakKeyDictionary()
_embedders: dict[Endpoint, openai.OpenAI] = {}


async def _complete(endpoint: Endpoint, messages: Messages, held: Mapping[str, Any], deadline: float) -> Reply:
    rest = _admitted(endpoint, deadline)
    started = time.monotonic()
    body = {"model": endpoint.model, "messages": list(messages), **held}
    try:
        async with asyncio.timeout(deadline):
            if rest:
                await asyncio.sleep(rest)
            # The plain post: building the library's typed answer would cost half as much again as the call.
            response = await _client(endpoint).post("/chat/completions", cast_to=httpx2.Response, body=body)
    except TimeoutError as error:
        _failed(endpoint)
        raise ModelError("timeout", f"no answer in {deadline:.1f} s", reached=True) from error
    except openai.APIError as error:
        raise _told(endpoint, error) from error
    try:
        reply = _reply(json.loads(response.content), started, endpoint)
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        _failed(endpoint)
        raise ModelError("malformed", "the answer is not a chat completion", reached=True) from error
    _succeeded(endpoint)
    return reply


def _reply(answer: Any, started: float, endpoint: Endpoint) -> Reply:
    choice = answer["choices"][0]
    usage = answer.get("usage") or {}
    details = usage.get("prompt_tokens_details") or {}
    return Reply(
        text=str(choice["message"].get("content") or ""),
        prompt_tokens=int(usage.get("prompt_tokens") or 0),
        completion_tokens=int(usage.get("completion_tokens") or 0),
        cached_tokens=int(details.get("cached_tokens") or 0),
        ms=round((time.monotonic() - started) * 1000),
        model=str(answer.get("model") or endpoint.model)[:80],
        finish=str(choice.get("finish_reason") or "stop"),
    )


def _client(endpoint: Endpoint) -> openai.AsyncOpenAI:
    clients = _clients.setdefault(asyncio.get_running_loop(), {})
    if endpoint not in clients:
        clients[endpoint] = openai.AsyncOpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.api_key,
            max_retries=0,
            http_client=openai.DefaultAsyncHttpxClient(
                # A redirect would carry the key and the prompt to an address nobody configured.
                follow_redirects=False,
                # Compressed answers could unfold past the size limit.
                headers={"Accept-Encoding": "identity"},
                event_hooks={"response": [_bound_answer]},
            ),
        )
    return clients[endpoint]


async def _bound_answer(response: httpx2.Response) -> None:
    bounds.bound(response, ANSWER_BYTES)


def _bound_embeddings(response: httpx2.Response) -> None:
    bounds.bound(response, EMBEDDINGS_BYTES)


def _breaker(endpoint: Endpoint) -> breaker.Breaker:
    return _breakers.get(endpoint, breaker.Breaker())


def _admitted(endpoint: Endpoint, deadline: float) -> float:
    """Seconds to rest before calling; raises where the breaker is open or the rest outlasts the deadline."""
    now = time.monotonic()
    rest = breaker.wait(_breaker(endpoint), now)
    if rest == inf:
        raise ModelError("breaker", "the endpoint failed too often to be asked", called=False)
    if rest >= deadline:
        raise ModelError("limited", f"the endpoint asked for {rest:.0f} s of rest", called=False)
    _breakers[endpoint] = breaker.started(_breaker(endpoint), now)
    return rest


def _succeeded(endpoint: Endpoint) -> None:
    _breakers[endpoint] = breaker.succeeded(_breaker(endpoint))


def _failed(endpoint: Endpoint) -> None:
    _breakers[endpoint] = breaker.failed(_breaker(endpoint), time.monotonic())


def _told(endpoint: Endpoint, error: openai.APIError) -> ModelError | Refusal:
    """What an error of the client means, told to the breaker and to the caller."""
    if isinstance(error, openai.APIStatusError):
        return _told_by_status(endpoint, error)
    _failed(endpoint)
    if isinstance(error, openai.APITimeoutError):
        return ModelError("timeout", reached=True)
    if isinstance(error.__cause__, bounds.TooLarge):
        return ModelError("huge", str(error.__cause__), reached=True)
    if isinstance(error.__cause__, httpx2.ConnectError):
        return ModelError("refused", "no connection")
    return ModelError("disconnected", reached=True)


def _told_by_status(endpoint: Endpoint, error: openai.APIStatusError) -> ModelError | Refusal:
    status = error.status_code
    message = error.message[:300]
    rest = _retry_after(error.response.headers) if status == 429 else None
    if rest is not None:
        _breakers[endpoint] = breaker.limited(_breaker(endpoint), time.monotonic(), rest)
        return ModelError("limited", message)
    # 501 and the like of a server that has no such format are refusals, too; llama-cpp-python says it with a 500.
    if status in (400, 413, 422, 501) or (status == 500 and "json_object" in message):
        _succeeded(endpoint)
        return Refusal(message)
    _failed(endpoint)
    if status in (401, 403):
        return ModelError("unauthorised", message, permanent=True)
    if status == 404:
        return ModelError("missing", message, permanent=True)
    if status == 429:
        return ModelError("limited", message, permanent=error.code == "insufficient_quota")
    if status in (408, 409) or status >= 500:
        return ModelError("server", f"{status} {message}")
    return ModelError("rejected", f"{status} {message}", permanent=True)


def _retry_after(headers: httpx2.Headers) -> float | None:
    """The rest a 429 asks for, in seconds: milliseconds, seconds or a date, whichever the server writes."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) * unit
        except ValueError:
            continue
        if isfinite(seconds) and seconds >= 0:
            return seconds
    try:
        return max(0.0, parsedate_to_datetime(headers.get("retry-after", "")).timestamp() - time.time())
    except ValueError:
        return None


def _embed_batch(endpoint: Endpoint, texts: list[str]) -> list[list[float]]:
    time.sleep(_admitted(endpoint, EMBEDDING_SECONDS))
    body: dict[str, Any] = {"model": endpoint.model, "input": texts, "encoding_format": "float"}
    if endpoint.model.startswith("text-embedding-3"):
        # Only these models may be shortened; others must be of our size or are refused below.
        body["dimensions"] = EMBEDDING_SIZE
    try:
        response = _embedder(endpoint).post("/embeddings", cast_to=httpx2.Response, body=body)
    except openai.APIError as error:
        told = _told(endpoint, error)
        if isinstance(told, Refusal):
            raise ModelError("rejected", str(told), permanent=True) from error
        raise told from error
    try:
        rows = sorted(json.loads(response.content)["data"], key=lambda row: row["index"])
        vectors = [_unit(row["embedding"]) for row in rows]
    except (ValueError, RecursionError, LookupError, TypeError) as error:
        _failed(endpoint)
        raise ModelError("malformed", f"not embeddings of size {EMBEDDING_SIZE}: {error}") from error
    if len(vectors) != len(texts):
        raise ModelError("malformed", f"{len(vectors)} vectors for {len(texts)} texts")
    _succeeded(endpoint)
    return vectors


def _unit(vector: Sequence[float]) -> list[float]:
    if len(vector) != EMBEDDING_SIZE:
        raise ValueError(f"a vector of {len(vector)}")
    length = sqrt(sum(part * part for part in vector))
    if not isfinite(length) or length == 0:
        raise ValueError("a vector without a length")
    return [part / length for part in vector]


def _embedder(endpoint: Endpoint) -> openai.OpenAI:
    if endpoint not in _embedders:
        _embedders[endpoint] = openai.OpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.api_key,
            max_retries=0,
            timeout=EMBEDDING_SECONDS,
            http_client=openai.DefaultHttpxClient(
                follow_redirects=False,
                headers={"Accept-Encoding": "identity"},
                event_hooks={"response": [_bound_embeddings]},
            ),
        )
    return _embedders[endpoint]
