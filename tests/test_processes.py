"""Real processes on a database and an index of their own (see benchmarks.writes)."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.processes


def writes(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.writes", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_processes_that_write_at_once_are_never_locked_out():
    result = writes("--processes", "4", "--seconds", "4")
    assert result.returncode == 0, result.stdout + result.stderr


def test_kills_lose_nothing_and_leave_the_index_readable():
    result = writes("--kills", "6")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.slow
def test_eight_processes_write_for_a_minute():
    result = writes("--processes", "8", "--seconds", "60")
    assert result.returncode == 0, result.stdout + result.stderr
