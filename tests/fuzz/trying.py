"""Read many altered files by both calls and print how each kind ended; exit 1 where one did harm.

A file is read as a text and as tables, where its kind is either. The last row of the table is the floor.
"""

import argparse
import itertools
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from commitments.documents import kinds, reading
from commitments.documents.child import UNFORESEEN
from commitments.errors import Refused
from tests.fuzz.mutations import mutations
from tests.fuzz.seeds import seeds

MOST_KIB = 400 * 1024
MOST_SECONDS = 20
OK, REFUSED, DIED, TRACEBACK, MEMORY, TIME = "ok", "refused", "died", "traceback", "over memory", "over time"
HARM = (DIED, TRACEBACK, MEMORY, TIME)
AT_ONCE = 2


@dataclass(slots=True)
class Read:
    """How one reading of one file ended."""

    ending: str
    mutation: str
    call: str
    outcome: str = OK
    code: str = ""
    note: str = ""
    cpu: float = 0.0
    peak: int = 0
    seconds: float = 0.0


def files(count: int, seed: int) -> Iterator[tuple[str, str, bytes]]:
    """Give altered files in turn, so that each way is tried on each kind; the same seed gives the same."""
    whole = seeds()
    ways = [(ending, name, way) for ending in whole for name, way in mutations(ending)]
    for number, (ending, name, way) in enumerate(itertools.islice(itertools.cycle(ways), count)):
        chance = random.Random(f"{seed} {number}")
        yield ending, name, way(chance.choice(whole[ending]), chance, ending)


def read(ending: str, mutation: str, content: bytes) -> list[Read]:
    """Read one file by each call that takes its ending."""
    found = []
    for call, endings in (("text", kinds.TEXT_ENDINGS), ("tables", kinds.TABLE_ENDINGS)):
        if ending not in endings:
            continue
        one = Read(ending, mutation, call)
        begun = time.monotonic()

        def used(cpu: float, peak: int, one: Read = one) -> None:
            one.cpu, one.peak = cpu, peak

        try:
            if call == "text":
                reading.text_of(f"file{ending}", content, used=used)
            else:
                for table in reading.tables_of(f"file{ending}", content, used=used):
                    for _row in table.rows:
                        pass
        except Refused as refused:
            one.outcome, one.code = REFUSED, refused.code
            one.note = " ".join(getattr(refused, "__notes__", ()))
            if one.note == reading.GONE:
                one.outcome = DIED
        except Exception as error:
            one.outcome, one.note = TRACEBACK, f"{type(error).__name__}: {error}"
        one.seconds = time.monotonic() - begun
        if one.outcome in (OK, REFUSED):
            one.outcome = MEMORY if one.peak > MOST_KIB else TIME if one.cpu > MOST_SECONDS else one.outcome
        found.append(one)
    return found


def report(found: Sequence[Read], lines: int, seconds: float) -> None:
    """Print a row for each kind and call, and below it what the refusals said."""
    print(f"| kind | call | read | {' | '.join((OK, REFUSED, *HARM))} | unforeseen | slowest | most memory |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    groups: dict[tuple[str, str], list[Read]] = defaultdict(list)
    for one in found:
        groups[one.ending, one.call].append(one)
        groups["all", ""].append(one)
    for (ending, call), ones in sorted(groups.items(), key=lambda pair: (pair[0][0] == "all", pair[0])):
        counts = Counter(one.outcome for one in ones)
        unforeseen = sum(one.note.startswith(UNFORESEEN) for one in ones)
        figures = [str(counts[word]) for word in (OK, REFUSED, *HARM)]
        slowest, most = max(one.cpu for one in ones), max(one.peak for one in ones) // 1024
        counted = " | ".join((*figures, str(unforeseen)))
        print(f"| {ending} | {call} | {len(ones)} | {counted} | {slowest:.2f} s | {most} MB |")
    print(f"| floor | | | | | 0 | 0 | 0 | 0 | | {MOST_SECONDS} s | {MOST_KIB // 1024} MB |")
    codes = Counter(one.code.removeprefix("document_") for one in found if one.code)
    print(f"\n{len(found)} readings in {seconds:.0f} s; lines of errors written by the readers: {lines}")
    print("refused: " + ", ".join(f"{code} {count}" for code, count in codes.most_common()))
    notes = Counter(
        one.note.removeprefix(UNFORESEEN)[:70] for one in found if one.note.startswith(UNFORESEEN)
    )
    if notes:
        print(
            "unforeseen, and refused as broken: "
            + "; ".join(f"{n} x {note}" for note, n in notes.most_common(12))
        )
    for one in found:
        if one.outcome in HARM:
            print(f"{one.outcome}: {one.ending} {one.call} {one.mutation} {one.note}")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/prove fuzz", description=__doc__)
    parser.add_argument("-n", type=int, default=10_000, help="how many altered files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60, help="no file is begun later than that")
    parser.add_argument("--keep", type=Path, help="a folder for files that did harm")
    options = parser.parse_args(arguments)
    begun = time.monotonic()
    found: list[Read] = []
    with tempfile.TemporaryFile() as errors:
        # What a child writes to its standard error would be a traceback.
        kept = os.dup(2)
        os.dup2(errors.fileno(), 2)
        reading.READER.warm()
        os.dup2(kept, 2)
        with ThreadPoolExecutor(AT_ONCE) as at_once:
            altered = files(options.n, options.seed)
            while batch := list(itertools.islice(altered, 100)):
                if time.monotonic() - begun > 60 * options.minutes:
                    print(f"\nout of time: {options.n} files were asked for", file=sys.stderr)
                    break
                for given, ones in zip(batch, at_once.map(lambda given: read(*given), batch), strict=True):
                    found += ones
                    if options.keep and any(one.outcome in HARM for one in ones):
                        options.keep.mkdir(parents=True, exist_ok=True)
                        (options.keep / f"{len(found)}-{given[1]}{given[0]}").write_bytes(given[2])
                print(f"\r{len(found)} readings", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        reading.READER.stop()
        errors.seek(0)
        lines = errors.read().decode(errors="replace").splitlines()
    report(found, len(lines), time.monotonic() - begun)
    print("\n".join(lines[:20]))
    return 1 if lines or any(one.outcome in HARM for one in found) else 0
