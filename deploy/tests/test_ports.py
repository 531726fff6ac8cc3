from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import ports


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server((ports.HOST, 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_is_known_with_its_owner(taken: int) -> None:
    assert not ports.is_free(taken)
    assert f"process {os.getpid()}, in {Path.cwd()}" in ports.owner(taken)


def test_the_next_free_port_is_offered(taken: int) -> None:
    offered = ports.next_free(taken)
    assert offered != taken
    assert ports.is_free(offered)


def test_a_program_left_behind_is_told_by_where_it_runs_and_killed_in_the_end(tmp_path: Path) -> None:
    programs, inside, outside = tmp_path / "programs", tmp_path / "var" / "store", tmp_path / "elsewhere"
    for folder in (programs, inside, outside):
        folder.mkdir(parents=True)
    sleep = programs / "sleep"
    sleep.write_bytes(Path("/bin/sleep").read_bytes())
    sleep.chmod(0o755)
    ours = subprocess.Popen([sleep, "60"], cwd=inside)
    others = [subprocess.Popen([sleep, "60"], cwd=outside), subprocess.Popen(["/bin/sleep", "60"], cwd=inside)]
    try:
        assert ports.left_behind(tmp_path / "var", programs) == [ours.pid]
        ports.await_predecessors(tmp_path / "var", programs, seconds=0.2)
        assert ours.wait(1) < 0
        assert [other.poll() for other in others] == [None, None]
    finally:
        for process in (ours, *others):
            process.kill()
            process.wait()
