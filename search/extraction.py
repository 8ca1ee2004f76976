"""The text of a PDF or DOCX, read in a process of its own with limits.

Nothing that a file does reaches the hub: a crash, an endless loop or a bomb ends the
child, and is told as a `State`. What the child answers is checked as if a stranger
had sent it.
"""

from __future__ import annotations

import json
import logging
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from search import extraction_worker
from search.text import clean

logger = logging.getLogger(__name__)

KINDS = ("pdf", "docx")


class State(TextChoices):
    PENDING = "pending", _("waits to be read")
    DONE = "done", _("read")
    EMPTY = "empty", _("has no text, such as a scan")
    ENCRYPTED = "encrypted", _("needs a password")
    BROKEN = "broken", _("is damaged, missing or not of its type")
    TOO_BIG = "too_big", _("is too large, or needs too much memory")
    TIMED_OUT = "timed_out", _("takes too long to read")
    UNSUPPORTED = "unsupported", _("is of a type that is not read")


# What the child may say of a file.
ANSWERS = {State.DONE, State.ENCRYPTED, State.BROKEN, State.TOO_BIG}
# What ended it otherwise: pdfium aborts where it gets no more memory.
ENDS = {
    signal.SIGXCPU: State.TIMED_OUT,
    signal.SIGABRT: State.TOO_BIG,
    signal.SIGKILL: State.TOO_BIG,
}


@dataclass(frozen=True)
class Limits:
    """Bytes, seconds, pages and characters of text. A plan of 200 full pages takes half
    a second; uploads are at most 10 MB."""

    file: int = 30 * 1024 * 1024
    memory: int = 768 * 1024 * 1024
    seconds: int = 20
    pages: int = 300
    chars: int = 500_000

    @property
    def output(self) -> int:
        """JSON writes at most six bytes for a character, twelve for a rare one."""
        return self.chars * 12 + self.pages * 10 + 1_000


@dataclass(frozen=True)
class Extracted:
    """`pages` are those of a PDF in order, or blocks of a DOCX; empty unless `state`
    is DONE. Not `complete`: the file has more than the limits let through."""

    state: State
    pages: tuple[str, ...] = ()
    complete: bool = True


def extract(file: BinaryIO, name: str, limits: Limits | None = None) -> Extracted:
    """The text of `file`, whose type is the ending of `name`.

    Never raises because of what the file is. OSError passes: a disk that is full, a
    process that can't be started.
    """
    limits = limits or Limits()
    kind = name.rpartition(".")[2].lower()
    if kind not in KINDS:
        return Extracted(State.UNSUPPORTED)
    with tempfile.TemporaryFile() as copy, tempfile.TemporaryFile() as answer:
        shutil.copyfileobj(file, copy)
        if not copy.tell():
            return Extracted(State.BROKEN)
        if copy.tell() > limits.file:
            return Extracted(State.TOO_BIG)
        copy.seek(0)
        try:
            code = _run(command(kind, limits), copy, answer, limits.seconds)
        except subprocess.TimeoutExpired:
            return Extracted(State.TIMED_OUT)
        answer.seek(0)
        said = answer.read(limits.output + 1)
    if code:
        logger.warning("Reading a %s ended with %s.", kind, code)
        return Extracted(ENDS.get(-code, State.BROKEN))
    return checked(said, limits, wrapped=kind == "pdf")


def command(kind: str, limits: Limits) -> list[str]:
    # Isolated: no PYTHON* variables, no user packages, nothing of the present folder.
    return [
        sys.executable,
        "-I",
        str(Path(extraction_worker.__file__)),
        kind,
        *map(
            str,
            (limits.memory, limits.seconds, limits.output, limits.pages, limits.chars),
        ),
    ]


def _run(arguments: list[str], file: BinaryIO, answer: BinaryIO, seconds: int) -> int:
    """The child's exit code; negative where a signal ended it."""
    return subprocess.run(  # noqa: S603 - our own program, no shell, no names of files
        arguments,
        stdin=file,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        timeout=seconds,
        cwd=tempfile.gettempdir(),
        env={},  # no secrets of the hub
        start_new_session=True,
        check=False,
    ).returncode


def checked(said: bytes, limits: Limits, *, wrapped: bool = False) -> Extracted:
    """What the child answered, if it is what it may answer. `wrapped`: lines end where
    they are full."""
    try:
        if len(said) > limits.output:
            raise ValueError("too long")
        answer = json.loads(said)
        state, pages = State(answer["state"]), answer["pages"]
        complete = answer["complete"]
        if state not in ANSWERS or not isinstance(complete, bool):
            raise ValueError("not an answer")
        if len(pages) > limits.pages or sum(map(len, pages)) > limits.chars:
            raise ValueError("more than was asked for")
        pages = tuple(tidy(page, wrapped=wrapped) for page in pages)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        logger.warning("The reader of documents gave no answer: %s", error)
        return Extracted(State.BROKEN)
    if state == State.DONE and not any(pages):
        return Extracted(State.EMPTY)
    return Extracted(state, pages if state == State.DONE else (), complete)


# pdfium's signs for a word that is parted at the end of a line.
_PARTED = re.compile(r"[\x02\u00ad\ufffe]\s*")
_WRAPPED = re.compile(r"(?<=[^\s.!?:;])\n(?=[^\W\d_A-Z])")
_BLANKS = re.compile(r"[^\S\n]+")


def tidy(text: str, *, wrapped: bool) -> str:
    """Words in one piece, sentences in one line where that can be told."""
    text = clean(_PARTED.sub("", text.replace("\r\n", "\n")))
    text = _BLANKS.sub(" ", text)
    return (_WRAPPED.sub(" ", text) if wrapped else text).strip()
