"""Answers of bounded size: a body that grows past its limit breaks off while it arrives."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2


class TooLarge(httpx2.ReadError):
    """More arrived than any answer of ours can be."""


def bound(response: httpx2.Response, limit: int) -> None:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise TooLarge("the answer is compressed, and its size unknown")
    if int(response.headers.get("content-length", 0)) > limit:
        raise TooLarge("the answer says it is too long")
    response.stream = Bounded(response.stream, limit)


class Bounded(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A response's body that breaks off where it grows past a limit."""

    def __init__(self, stream: Any, limit: int) -> None:
        self.stream = stream
        self.left = limit

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.stream:
            yield self.counted(chunk)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self.stream:
            yield self.counted(chunk)

    def counted(self, chunk: bytes) -> bytes:
        self.left -= len(chunk)
        if self.left < 0:
            raise TooLarge("the answer does not end")
        return chunk

    def close(self) -> None:
        self.stream.close()

    async def aclose(self) -> None:
        await self.stream.aclose()
