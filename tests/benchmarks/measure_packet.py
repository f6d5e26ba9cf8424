"""Packets of 30 and 200 commitments against the naive one: time, memory, growth, and how long they take.

On equal content: the adviser edition, each clause in full and as long as the naive one has it, with the
facts that it has. Once more with all facts that an item may have.
"""

import json
import runpy
import subprocess
import sys
import time
from typing import Any
from unittest import mock

from django.conf import settings

from commitments.files import storage
from commitments.packets.render import printing
from commitments.packets.render.pdf import render_pdf
from commitments.packets.render.printing import PrintedFile
from tests.benchmarks.figures import Figure
from tests.commitments.packets import sample

COMMITMENTS, MANY, LONG, TYPICAL = 200, 1000, 300, 30
REFERENCE = settings.BASE_DIR.parent / "shared" / "bench" / "reference_packet.py"
# Of the CPU time of the naive packet on equal content, by the number of commitments.
LIMITS, GROWTH = {30: 0.7, 200: 0.5}, 5.5
# Of so many runs of both sides in turn, the median counts.
PAIRS = 3
MOST_MIB, MOST_SECONDS, SOON_SECONDS = 400, 60, 5


def figures() -> list[Figure]:
    """Measure each once, tagged and archived, in the child that prints; a packet takes long enough."""
    render_pdf(sample.content(1), sample.imprint())
    cpu, wall, printed = measured(COMMITMENTS)
    found = [Figure(f"packet of {COMMITMENTS}: memory", printed.peak_kib / 1024, MOST_MIB, "MiB", 1.0)]
    if REFERENCE.exists():
        for commitments, limit in LIMITS.items():
            found += compared(commitments, limit)
    _cpu, wall, _printed = measured(LONG)
    found.append(Figure(f"packet of {LONG}: from content to filed", wall, MOST_SECONDS, "s", 1.0))
    _cpu, wall, _printed = measured(TYPICAL)
    found.append(Figure(f"packet of {TYPICAL}: from content to filed", wall, SOON_SECONDS, "s", 1.0))
    # Beyond what a packet may take, to see how it grows.
    roomy = mock.patch.dict(printing.print_html.__kwdefaults__ or {}, memory_bytes=4 << 30, cpu_seconds=600)
    with roomy:
        much, _wall, _printed = measured(MANY)
    found.append(Figure(f"packet of {MANY}; of {COMMITMENTS}", much, cpu, "s", GROWTH))
    return found


def compared(commitments: int, limit: float) -> list[Figure]:
    """Compare with the naive packet of as many: on equal content, with all facts, and the memory."""
    reference = runpy.run_path(str(REFERENCE))
    clause = f"{reference['TXT'] * 2} {reference['KO'][0]}: {sample.KOREAN}."
    found = []
    for name, is_plain in (("equal content", True), ("all facts", False)):
        # Other work on the machine slows both sides of a pair alike.
        pairs = [
            (naive(commitments), measured(commitments, clause, is_plain=is_plain)) for _pair in range(PAIRS)
        ]
        pairs.sort(key=lambda pair: pair[1][0] / pair[0]["cpu_s"])
        floor, (cpu, _wall, printed) = pairs[PAIRS // 2]
        label = f"{commitments}, {name}, {printed.pages} pages; naive, {floor['pages']} pages"
        found.append(Figure(label, cpu, floor["cpu_s"], "s", limit if is_plain else None))
    found.append(
        Figure(f"{commitments}: memory; naive", printed.peak_kib / 1024, floor["peak_mb"], "MiB", 1.0)
    )
    return found


def measured(
    commitments: int, clause: str = "", *, is_plain: bool = False
) -> tuple[float, float, PrintedFile]:
    """Print and file one packet; give CPU seconds of both processes, seconds passed, and what came out."""
    content = sample.content(commitments, clause=clause)
    content = sample.plain(content) if is_plain else content
    started, own = time.monotonic(), time.process_time()
    printed = render_pdf(content, sample.imprint())
    storage.open_packet_store().put(printed.pdf)
    return time.process_time() - own + printed.cpu_seconds, time.monotonic() - started, printed


def naive(commitments: int) -> dict[str, Any]:
    """Give what the naive packet of as many takes: CPU seconds, pages, MiB."""
    command = [sys.executable, str(REFERENCE), str(commitments)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures
