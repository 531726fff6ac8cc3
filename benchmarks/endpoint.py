"""An OpenAI-compatible endpoint without a model: fixed latency, answers that fit, faults on demand.

    python -m benchmarks.endpoint --port 0 --latency-ms 50 --faults '{"429": 0.02, "timeout": 0.01}'

Serves POST /v1/chat/completions, POST /v1/embeddings and GET /v1/models; GET /_stats, POST /_reset and POST /_config
for whoever measures. Everything follows from the seed and the prompt: the same prompt gets the same lines, and the n-th
request after a reset draws the same fault.

    with Endpoint(latency_ms=5, script=["429", "ok"]) as url: ...
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import statistics
import threading
import time
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from benchmarks import lines

Body = dict[str, Any]

# Faults a request can be given, by probability or by script. The first row breaks the transport, the second the answer.
TRANSPORT_FAULTS = ("429", "500", "503", "timeout", "disconnect", "malformed", "huge")
ANSWER_FAULTS = ("badjson", "empty", "wrong_speaker", "instructions", "prose", "refusal", "sour")


class Answer(NamedTuple):
    status: int
    body: bytes
    delay: float = 0.0
    headers: str = ""
    # How much of the body is sent before the line is cut; None sends all of it and keeps the line.
    cut_at: int | None = None


@dataclass
class Behaviour:
    latency_ms: float = 50.0
    # Probability of each fault, drawn once a chat request.
    faults: Mapping[str, float] = field(default_factory=dict)
    # Faults given to the next chat requests in order ("ok" for none), before any probability is drawn.
    script: list[str] = field(default_factory=list)
    seed: int = 7
    # How long a timed-out request stays silent before the line is cut.
    hang_s: float = 60.0
    retry_after_s: float = 0.2
    # Response formats this endpoint takes; any other is answered with a 400, as lesser servers do.
    formats: tuple[str, ...] = ("json_schema", "json_object", "text")

    def __post_init__(self) -> None:
        unknown = {*self.faults, *self.script} - {*TRANSPORT_FAULTS, *ANSWER_FAULTS, "ok"}
        if unknown:
            raise ValueError(f"no such fault: {', '.join(sorted(unknown))}")


class Endpoint:
    """The endpoint, served from a thread for as long as the with-block runs."""

    def __init__(self, **behaviour: Any) -> None:
        self.behaviour = Behaviour(**behaviour)
        self.reset()

    def reset(self) -> None:
        self.chance = random.Random(self.behaviour.seed)
        self.counts: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.prompts: list[int] = []
        self.completions: list[int] = []
        self.in_flight = self.peak = 0
        # The last bodies asked, for tests that look at what was sent.
        self.asked: deque[Body] = deque(maxlen=50)

    def __enter__(self) -> str:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="endpoint", daemon=True)
        self.thread.start()
        server = asyncio.run_coroutine_threadsafe(self.listen(0), self.loop).result()
        self.server = server
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"

    def __exit__(self, *exc: object) -> None:
        async def stop() -> None:
            self.server.close()
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()

        asyncio.run_coroutine_threadsafe(stop(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def listen(self, port: int) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        return await loop.create_server(lambda: Connection(self), "127.0.0.1", port, backlog=1024)

    def stats(self) -> Body:
        return {
            **self.counts,
            "prompt_tokens": sum(self.prompts),
            "completion_tokens": sum(self.completions),
            "prompt_tokens_median": statistics.median(self.prompts or [0]),
            "completion_tokens_median": statistics.median(self.completions or [0]),
            "prompt_tokens_max": max(self.prompts, default=0),
            "in_flight": self.in_flight,
            "peak_in_flight": self.peak,
            "faults": dict(self.faults),
        }

    def answer(self, method: str, path: str, body: bytes) -> Answer:
        match method, path.removeprefix("/v1"):
            case "POST", "/chat/completions":
                return self.chat(json.loads(body))
            case "POST", "/embeddings":
                return self.embeddings(json.loads(body))
            case "GET", "/models":
                return okay({"object": "list", "data": [{"id": "double", "object": "model"}]})
            case "GET", "/_stats":
                return okay(self.stats())
            case "POST", "/_reset":
                self.reset()
                return okay({"ok": True})
            case "POST", "/_config":
                for name, value in json.loads(body).items():
                    setattr(self.behaviour, name, value)
                return okay({"ok": True})
        return refused(404, "not_found", f"no route {method} {path}")

    def chat(self, body: Body) -> Answer:
        messages = body.get("messages", [])
        prompt = "\n".join(str(message.get("content", "")) for message in messages)
        prompt_tokens = lines.tokens(prompt) + 4 * len(messages)
        self.counts["chat_requests"] += 1
        self.prompts.append(prompt_tokens)
        self.asked.append(body)
        latency = self.behaviour.latency_ms / 1000
        wanted = body.get("response_format", {}).get("type", "text")
        if wanted not in self.behaviour.formats:
            return refused(400, "invalid_request_error", f"response_format type '{wanted}' is not supported")
        fault = self.draw()
        if fault == "429":
            wait = self.behaviour.retry_after_s
            limited = f"Retry-After: {max(1, round(wait))}\r\nretry-after-ms: {wait * 1000:.0f}\r\n"
            return refused(429, "rate_limit_exceeded", "Rate limit reached")._replace(headers=limited)
        if fault in ("500", "503"):
            return refused(int(fault), "server_error", "The server had an error")._replace(delay=latency)
        if fault == "timeout":
            return Answer(200, b"", self.behaviour.hang_s, cut_at=0)
        text, finish = lines.answer(body, prompt, fault)
        completion_tokens = lines.tokens(text)
        self.completions.append(completion_tokens)
        reply = okay(completion(body, text, finish, (prompt_tokens, completion_tokens)))._replace(delay=latency)
        if fault == "malformed":
            return reply._replace(body=reply.body[: len(reply.body) // 2])
        if fault == "disconnect":
            return reply._replace(cut_at=len(reply.body) // 2)
        return reply

    def draw(self) -> str:
        """The fault of this request, or "ok"."""
        if self.behaviour.script:
            fault = self.behaviour.script.pop(0)
        else:
            odds = self.behaviour.faults
            names = [*odds, "ok"]
            fault = self.chance.choices(names, [*odds.values(), max(0.0, 1 - sum(odds.values()))])[0]
        if fault != "ok":
            self.faults[fault] += 1
        return fault

    def embeddings(self, body: Body) -> Answer:
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        used = sum(lines.tokens(text) for text in texts)
        self.counts["embed_requests"] += 1
        self.counts["embed_inputs"] += len(texts)
        size = body.get("dimensions") or 384
        data = [
            {"object": "embedding", "index": at, "embedding": lines.vector(text, size)} for at, text in enumerate(texts)
        ]
        usage = {"prompt_tokens": used, "total_tokens": used}
        reply = okay({"object": "list", "data": data, "model": body.get("model", "double"), "usage": usage})
        return reply._replace(delay=self.behaviour.latency_ms / 5000)


def okay(payload: Body) -> Answer:
    return Answer(200, json.dumps(payload).encode())


def refused(status: int, code: str, message: str) -> Answer:
    return Answer(status, json.dumps({"error": {"message": message, "type": code, "code": code}}).encode())


def completion(body: Body, text: str, finish: str, used: tuple[int, int]) -> Body:
    return {
        "id": f"chatcmpl-{time.monotonic_ns():x}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": body.get("model", "double"),
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text, "refusal": None},
                "logprobs": None,
                "finish_reason": finish,
            }
        ],
        "usage": {
            "prompt_tokens": used[0],
            "completion_tokens": used[1],
            "total_tokens": sum(used),
            "prompt_tokens_details": {"cached_tokens": 0},
        },
    }


class Connection(asyncio.Protocol):
    """Just enough HTTP/1.1: one request at a time with a Content-Length, on a kept line.

    A web framework would take most of the CPU that the benchmarks share with it.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.received = bytearray()
        self.waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self.waiting is not None:
            self.waiting.cancel()
            self.endpoint.in_flight -= 1

    def data_received(self, data: bytes) -> None:
        self.received += data
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return
        first, *headers = self.received[:end].decode("latin-1").split("\r\n")
        length = next((int(line[15:]) for line in headers if line.lower().startswith("content-length:")), 0)
        if len(self.received) < end + 4 + length:
            return
        body = bytes(self.received[end + 4 : end + 4 + length])
        del self.received[: end + 4 + length]
        method, path, _ = first.split(" ", 2)
        answer = self.endpoint.answer(method, path, body)
        self.endpoint.in_flight += 1
        self.endpoint.peak = max(self.endpoint.peak, self.endpoint.in_flight)
        self.waiting = asyncio.get_running_loop().call_later(answer.delay, self.send, answer)

    def send(self, answer: Answer) -> None:
        self.waiting = None
        self.endpoint.in_flight -= 1
        head = (
            f"HTTP/1.1 {answer.status} .\r\nContent-Type: application/json\r\n"
            f"{answer.headers}Content-Length: {len(answer.body)}\r\n\r\n"
        )
        if answer.cut_at is None:
            self.transport.write(head.encode() + answer.body)
            return
        if answer.cut_at:
            self.transport.write(head.encode() + answer.body[: answer.cut_at])
        self.transport.close()


async def serve(endpoint: Endpoint, port: int) -> None:
    server = await endpoint.listen(port)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.endpoint")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency-ms", type=float, default=50.0)
    parser.add_argument("--faults", type=json.loads, default={})
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--hang-s", type=float, default=60.0)
    options = parser.parse_args()
    port = options.port
    del options.port
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(Endpoint(**vars(options)), port))


if __name__ == "__main__":
    main()
