"""A packet of 200 commitments against the naive one, its memory, its growth, and how long it takes."""

import json
import subprocess
import sys
import time
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
LIMIT, GROWTH = 0.7, 5.5
MOST_MIB, MOST_SECONDS, SOON_SECONDS = 400, 60, 5


def figures() -> list[Figure]:
    """Measure each once, tagged and archived, in the child that prints; a packet takes long enough."""
    render_pdf(sample.content(1), sample.imprint())
    cpu, wall, printed = measured(COMMITMENTS)
    found = [Figure(f"packet of {COMMITMENTS}: memory", printed.peak_kib / 1024, MOST_MIB, "MiB", 1.0)]
    if REFERENCE.exists():
        found.append(Figure(f"packet of {COMMITMENTS}; the naive one", cpu, naive(), "s", LIMIT))
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


def measured(commitments: int) -> tuple[float, float, PrintedFile]:
    """Print and file one packet; give CPU seconds of both processes, seconds passed, and what came out."""
    content = sample.content(commitments)
    started, own = time.monotonic(), time.process_time()
    printed = render_pdf(content, sample.imprint())
    storage.open_packet_store().put(printed.pdf)
    return time.process_time() - own + printed.cpu_seconds, time.monotonic() - started, printed


def naive() -> float:
    """Give the CPU seconds of the naive packet of as many."""
    command = [sys.executable, str(REFERENCE), str(COMMITMENTS)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return float(next(value for name, value in json.loads(done.stdout).items() if "cpu" in name))
