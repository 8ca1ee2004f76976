"""A whole hub of its own for a browser: demonstration content, served on loopback.

The same commands that `make demo` runs, in a folder that is thrown away. It is another
process, so the tests need neither its database nor a socket.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("HUB_", "DATABASE_URL", "CACHE_URL", "SEARCH_URL", "EMAIL_URL")
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
LOGIN = re.compile(r"(\S+@\S+)\s+(\S+)$", re.MULTILINE)
SECONDS = 600


@dataclass(frozen=True)
class Hub:
    """`logins` has a password by e-mail address."""

    url: str
    logins: dict[str, str]


@contextmanager
def demo_hub() -> Iterator[Hub]:
    with tempfile.TemporaryDirectory(prefix="hub-browser-") as folder:
        env = {k: v for k, v in os.environ.items() if not k.startswith(OURS)} | {
            "DJANGO_SETTINGS_MODULE": "knowledge_hub.settings.dev",
            "HUB_DATA_DIR": folder,
            "HUB_LOG_LEVEL": "WARNING",
            "PYTHONUNBUFFERED": "1",
        }
        _manage(env, "migrate", "--verbosity", "0")
        _manage(env, "collectstatic", "--noinput", "--verbosity", "0")
        logins = dict(LOGIN.findall(_manage(env, "load_demo")))
        with _serving(env, Path(folder, "server.log")) as url:
            yield Hub(url, logins)


def _manage(env: dict[str, str], *arguments: str) -> str:
    result = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if result.returncode:
        raise RuntimeError(f"{arguments[0]} failed: {result.stdout}{result.stderr}")
    return result.stdout


@contextmanager
def _serving(env: dict[str, str], log: Path) -> Iterator[str]:
    with log.open("w") as errors:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", "--noreload", "127.0.0.1:0"],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        try:
            # It names the port that it was given once it listens, or ends.
            found = next(filter(None, map(ADDRESS.search, server.stdout)), None)
            if found is None:
                raise RuntimeError(f"no server: {log.read_text()}")
            yield found[0]
        finally:
            server.terminate()
            server.wait(timeout=30)
            server.stdout.close()
