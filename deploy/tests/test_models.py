from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from deploy import models

PAGES = {"/api/tags": {"models": [{"name": "llama3.2:3b"}]}, "/v1/models": {"data": [{"id": "qwen"}]}}


class Listing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(PAGES[self.path]).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("LLM_BASE_URL", "VOICE"):
        monkeypatch.delenv(key, raising=False)
    for name in ("OLLAMA", "LLAMA_CPP"):
        # A port that nothing ever listens on
        monkeypatch.setattr(models, name, "http://127.0.0.1:9")


@pytest.fixture
def server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Listing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_an_ollama_is_mentioned_with_the_line_that_uses_it(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "OLLAMA", server)
    (hint,) = models.hints()
    assert hint.endswith(f"LLM_BASE_URL={server}/v1 LLM_MODEL=llama3.2:3b make run")


def test_a_llama_cpp_is_mentioned_too(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "LLAMA_CPP", server)
    (hint,) = models.hints()
    assert hint.startswith("llama.cpp")
    assert "LLM_MODEL=qwen" in hint


def test_nothing_is_said_where_nothing_listens() -> None:
    assert models.hints() == []


def test_nothing_is_said_where_a_model_is_chosen(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "OLLAMA", server)
    monkeypatch.setenv("LLM_BASE_URL", "https://example.org/v1")
    assert models.hints() == []
