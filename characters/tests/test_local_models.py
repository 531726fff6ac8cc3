"""The small models that run here, over the same door as any other."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from characters import llm, phrases
from characters.dialogue import voice_locally
from characters.packs import VOICES, load_pack
from characters.tests.test_dialogue import PLAN, SCENE
from deploy import llama

pytestmark = [
    pytest.mark.local_llm,
    pytest.mark.slow,
    pytest.mark.skipif(llama.missing("voice") or llama.missing("embed"), reason="the small models are not installed"),
]


@contextmanager
def running(name: str, var: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "deploy.llama", name, str(port)]
    server = subprocess.Popen(command, env=os.environ | {"VAR_DIR": str(var)}, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not llama.is_ready(name, port):
            assert server.poll() is None, "the server went away"
            assert time.monotonic() < until
            time.sleep(0.1)
        yield llama.url(port)
    finally:
        server.terminate()
        server.wait(10)


async def test_a_real_small_model_keeps_the_grammar(tmp_path: Path):
    llm.forget()
    guide = phrases.gbnf(PLAN, {"plain": load_pack(VOICES / "plain.yaml")}, Random(3))
    with running("voice", tmp_path) as url:
        try:
            lines, voiced = await voice_locally(SCENE, guide, llm.Endpoint(url, "none", "local"), 60.0)
        finally:
            await llm.close()
    assert (voiced.outcome, voiced.calls) == ("voiced", 1)
    assert [line.speaker for line in lines] == list(guide.speakers)
    assert voiced.completion_tokens > 0


def test_real_embeddings_know_paraphrases(settings, tmp_path: Path):
    llm.forget()
    texts = ["She sold her husband's ring to keep the tavern.", "Mara pawned jewellery to pay her debts.", "It rains."]
    with running("embed", tmp_path) as settings.EMBED_BASE_URL:
        ring, paraphrase, rain = llm.embed(texts)
        # Longer and stranger than the model's context, which would refuse it whole.
        assert len(llm.embed(["漢字" * 5000])[0]) == llm.EMBEDDING_SIZE
    near, far = (sum(a * b for a, b in zip(ring, other, strict=True)) for other in (paraphrase, rain))
    assert near > far + 0.2
