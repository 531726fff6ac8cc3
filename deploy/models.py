from __future__ import annotations

import json
import os
import urllib.request
from http.client import HTTPException
from typing import Any

# Where Ollama and llama.cpp usually listen, and the page on which each lists its models.
OLLAMA, LLAMA_CPP = "http://127.0.0.1:11434", "http://127.0.0.1:8080"


def hints() -> list[str]:
    """A line for each model server that runs here and is not used, with the command that would use it."""
    if os.environ.get("LLM_BASE_URL") or os.environ.get("VOICE"):
        return []
    found = []
    for product, base, path, group, key in (
        ("Ollama", OLLAMA, "/api/tags", "models", "name"),
        ("llama.cpp", LLAMA_CPP, "/v1/models", "data", "id"),
    ):
        listed = _get(base + path).get(group)
        names = [entry[key] for entry in listed if key in entry] if isinstance(listed, list) else []
        if names:
            found.append(f"{product} runs here; to let it speak: LLM_BASE_URL={base}/v1 LLM_MODEL={names[0]} make run")
    return found


def _get(url: str) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(url, timeout=0.5) as response:
            answer = json.loads(response.read(1_000_000))
    except (OSError, HTTPException, ValueError):
        # Nothing there, or something else that likes the same port.
        return {}
    return answer if isinstance(answer, dict) else {}
