"""A packet of 200 commitments against the naive one, and against its own HTML straight to WeasyPrint."""

import json
import resource
import subprocess
import sys
import time

from django.conf import settings
from weasyprint import HTML

from commitments.briefings.render import render_html, render_pdf
from tests.benchmarks.figures import Figure
from tests.commitments.briefings import sample

COMMITMENTS = 200
REFERENCE = settings.BASE_DIR.parent / "shared" / "bench" / "reference_packet.py"
LIMIT = 0.7


def _cpu() -> float:
    """Give the CPU seconds of this process and of the children it has waited for."""
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + child.ru_utime + child.ru_stime


def figures() -> list[Figure]:
    """Measure CPU seconds, once each: a packet takes long enough."""
    content = sample.content(COMMITMENTS)
    # Compiled templates, fonts and imports are there in a worker, too.
    render_pdf(sample.content(1))
    started = _cpu()
    render_pdf(content)
    ours = _cpu() - started
    html = render_html(content)
    started = _cpu()
    HTML(string=html).write_pdf()
    found = [Figure(f"packet of {COMMITMENTS}; its HTML straight to WeasyPrint", ours, _cpu() - started, "s")]
    if REFERENCE.exists():
        done = subprocess.run(
            [sys.executable, REFERENCE, str(COMMITMENTS)], capture_output=True, check=True, text=True
        )
        cpu = next(value for name, value in json.loads(done.stdout).items() if "cpu" in name)
        found.append(Figure(f"packet of {COMMITMENTS}; the naive one", ours, cpu, "s", LIMIT))
    return found
