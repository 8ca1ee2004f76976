"""Many processes write at once, some are killed: is anything locked out or lost?

    python -m benchmarks.writes --processes 8 --seconds 60
    python -m benchmarks.writes --kills 20

A database and an index of its own in a temporary folder; every process edits,
publishes, unpublishes and withdraws cases, with the index following each commit.
Exit status 1 if a write failed, an acknowledged one is missing, or index and database
differ after the last drain.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

CITIES = 4
CASES = 24


def environment(folder: str) -> dict[str, str]:
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "knowledge_hub.settings.dev",
        "HUB_DATA_DIR": folder,
        "HUB_LOG_LEVEL": "ERROR",
    }
    for name in ("DATABASE_URL", "SEARCH_URL", "CACHE_URL"):
        env.pop(name, None)
    return env


def prepare() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from cases.models import CaseStudyPage, CityPage
    from members.models import City

    for number in range(CITIES):
        City.objects.create(slug=f"city-{number}", names={"en": f"City {number}"},
                            country_id="ID")  # fmt: skip
    pages = list(CityPage.objects.filter(locale__language_code="en"))
    for number in range(CASES):
        case = CaseStudyPage(
            title=f"Case {number}",
            summary="Words to begin with.",
            provenance="catalogued",
            source_name="Benchmark",
        )
        pages[number % CITIES].add_child(instance=case)
        case.save_revision().publish()


def work(seed: int, seconds: float) -> None:
    """Write until the time is over; one line for each acknowledged write, then the
    counts as JSON."""
    from django.db import OperationalError, connection

    from cases.models import CaseStudyPage

    choose = random.Random(seed)
    counts: Counter[str] = Counter()
    slowest = 0.0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        case = CaseStudyPage.objects.order_by("pk")[choose.randrange(CASES)]
        act = choose.choices(("publish", "draft", "unpublish", "city"), (6, 3, 1, 1))[0]
        started = time.monotonic()
        try:
            if act == "city":
                case.city.save()
            elif act == "unpublish":
                case.unpublish()
            else:
                case.summary = f"{act} by {seed} at {counts[act]}"
                revision = case.save_revision()
                if act == "publish":
                    revision.publish()
        except OperationalError as error:
            counts[f"error: {error}"] += 1
            connection.close()
        else:
            counts[act] += 1
            print(f"ack {act}", flush=True)
        slowest = max(slowest, time.monotonic() - started)
    print(json.dumps({"counts": counts, "slowest": round(slowest, 2)}), flush=True)


def verify() -> None:
    """Drain what is left, then compare; prints the differences as JSON."""
    from search.indexing import compare, drain
    from search.models import Outbox

    before = len(compare())
    drained = drain()
    print(
        json.dumps(
            {
                "behind before the drain": before,
                "drained": drained,
                "waiting": Outbox.objects.count(),
                "different": len(compare()),
            }
        )
    )


def start(folder: str, *arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.writes", *arguments],
        env=environment(folder),
        stdout=subprocess.PIPE,
        text=True,
    )


def last_json(process: subprocess.Popen) -> dict:
    output, _errors = process.communicate()
    if process.returncode:
        raise SystemExit(f"a process failed with {process.returncode}")
    return json.loads(output.splitlines()[-1])


def crowd(folder: str, processes: int, seconds: float) -> bool:
    workers = [
        start(folder, "--work", str(seed), "--seconds", str(seconds))
        for seed in range(processes)
    ]
    results = [last_json(worker) for worker in workers]
    counts: Counter[str] = Counter()
    for result in results:
        counts.update(result["counts"])
    slowest = max(result["slowest"] for result in results)
    errors = {name: n for name, n in counts.items() if name.startswith("error")}
    total = sum(counts.values()) - sum(errors.values())
    print(f"{processes} processes, {seconds:g} s: {total} writes {dict(counts)}")
    print(f"slowest write {slowest} s, errors {errors or 'none'}")
    return not errors


def killings(folder: str, kills: int) -> bool:
    """Kill a writer or a rebuild at a random moment, again and again."""
    choose = random.Random(7)
    readable = 0
    for number in range(kills):
        rebuild = number % 3 == 2
        command = ("--rebuild",) if rebuild else ("--work", str(number))
        victim = start(folder, *command, "--seconds", "20")
        if not rebuild:
            victim.stdout.readline()  # it has begun to write
        time.sleep(choose.uniform(0.0, 1.5 if rebuild else 0.4))
        victim.send_signal(signal.SIGKILL)
        victim.communicate()
        state = last_json(start(folder, "--verify"))
        readable += state["different"] == 0 and state["waiting"] == 0
    print(f"{kills} kills of a writer or a rebuild: index readable and complete after "
          f"the next drain {readable} times")  # fmt: skip
    return readable == kills


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--work", type=int, help=argparse.SUPPRESS)
    for name in ("--prepare", "--verify", "--rebuild"):
        parser.add_argument(name, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    inner = options.prepare or options.verify or options.rebuild
    if inner or options.work is not None:
        run_inside(options)
        return
    with tempfile.TemporaryDirectory() as folder:
        start(folder, "--prepare").communicate()
        if not (Path(folder) / "hub.sqlite3").exists():
            raise SystemExit("the database could not be made")
        if options.kills:
            good = killings(folder, options.kills)
        else:
            good = crowd(folder, options.processes, options.seconds)
        state = last_json(start(folder, "--verify"))
        print("index against database:", state)
    sys.exit(0 if good and not state["different"] and not state["waiting"] else 1)


def run_inside(options: argparse.Namespace) -> None:
    import django

    django.setup()
    if options.prepare:
        prepare()
    elif options.verify:
        verify()
    elif options.rebuild:
        from search.indexing import rebuild

        rebuild()
    else:
        work(options.work, options.seconds)


if __name__ == "__main__":
    main()
