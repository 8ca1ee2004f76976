"""The directory of the embedded engine: generations, the pointer to one, the locks.

    current            name of the generation that is searched
    g000001/           a tantivy index, with the fingerprint that it was made with
    write.lock         held by whoever changes an index or the pointer
    turn.lock          held by whoever brings changes from the database to the index
    rebuild.lock       held by the one process that builds a new generation
    fill.lock          held by the one process that embeds what has no vectors yet
    rebuild.journal    ids written while that goes on, one a line

Locks are the kernel's (flock): they end with the process that holds them, so nothing
is left behind by a kill. Lock order: rebuild, then write.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from search.engine import SearchUnavailable

_GENERATION = re.compile(r"g\d{6}")
_OURS = re.compile(
    r"g\d{6}|(write|rebuild|turn|fill)\.lock|rebuild\.journal|current(\.tmp)?"
)


class Lock:
    """An exclusive lock between threads and processes, released by `release`."""

    def __init__(self, path: Path, *, wait: bool = True) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # One open file for each lock taken: the kernel keeps threads apart, too.
        self._fd: int | None = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


class Storage:
    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = Path(root)
        self._pointer = self.root / "current"
        self._journal = self.root / "rebuild.journal"

    def current(self) -> Path | None:
        """The generation to search; None where no index was made yet.

        Raises SearchUnavailable if there is something else than that.
        """
        try:
            name = self._pointer.read_bytes().decode("ascii", "replace").strip()
        except FileNotFoundError:
            self._refuse_foreign()
            return None
        except OSError as error:
            raise SearchUnavailable(f"The index can't be read: {error}") from error
        if not _GENERATION.fullmatch(name):
            raise SearchUnavailable("The pointer to the index is damaged.")
        return self.root / name

    def _refuse_foreign(self) -> None:
        try:
            names = os.listdir(self.root)
        except FileNotFoundError:
            return
        except OSError as error:
            raise SearchUnavailable(f"The index can't be read: {error}") from error
        if any(not _OURS.fullmatch(name) for name in names):
            raise SearchUnavailable("The directory of the index holds other files.")

    def write_lock(self) -> Lock:
        return Lock(self.root / "write.lock")

    def turn_lock(self) -> Lock:
        return Lock(self.root / "turn.lock")

    def fill_lock(self) -> Lock | None:
        """None where another process or thread holds it."""
        try:
            return Lock(self.root / "fill.lock", wait=False)
        except BlockingIOError:
            return None

    def rebuild_lock(self) -> Lock:
        return Lock(self.root / "rebuild.lock")

    def new_generation(self) -> Path:
        """An empty directory for a generation that nobody searches yet."""
        self.root.mkdir(parents=True, exist_ok=True)
        numbers = [int(path.name[1:]) for path in self._generations()]
        for number in range(max(numbers, default=0) + 1, 1_000_000):
            path = self.root / f"g{number:06}"
            # A writer may make the first generation while a rebuild makes another.
            with suppress(FileExistsError):
                path.mkdir()
                return path
        raise SearchUnavailable("No generation number is left.")

    def publish(self, generation: Path) -> None:
        """Make `generation` the one that is searched. Needs the write lock."""
        temporary = self.root / "current.tmp"
        with temporary.open("w", encoding="ascii") as file:
            file.write(generation.name + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, self._pointer)
        directory = os.open(self.root, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)

    def remove_others(self, keep: Path) -> None:
        """Delete all other generations. Needs both locks.

        Readers of a deleted one go on: its files stay mapped until they let go.
        """
        for path in self._generations():
            if path != keep:
                shutil.rmtree(path, ignore_errors=True)

    def discard(self, generation: Path) -> None:
        """Delete a generation unless it is the one that is searched."""
        with suppress(SearchUnavailable):
            if self.current() == generation:
                return
        shutil.rmtree(generation, ignore_errors=True)

    def _generations(self) -> Iterator[Path]:
        for path in sorted(self.root.iterdir()):
            if _GENERATION.fullmatch(path.name):
                yield path

    # The journal. Every method needs the write lock.

    def start_journal(self) -> None:
        self._journal.write_bytes(b"")

    def note(self, ids: Iterable[str]) -> None:
        """Remember that `ids` are about to be written, if a rebuild is under way.

        Before the write, so that a kill in between leaves one id too many and never
        one too few.
        """
        if not self._journal.exists():
            return
        try:
            Lock(self.root / "rebuild.lock", wait=False).release()
        except BlockingIOError:
            with self._journal.open("a", encoding="utf-8") as file:
                file.writelines(f"{id}\n" for id in ids)
                file.flush()
                os.fsync(file.fileno())
        else:
            self._journal.unlink()  # of a rebuild that was killed

    def journal(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._journal.read_text("utf-8").splitlines()))

    def end_journal(self) -> None:
        self._journal.unlink(missing_ok=True)


@contextmanager
def held(lock: Lock) -> Iterator[None]:
    try:
        yield
    finally:
        lock.release()
