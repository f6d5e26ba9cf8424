"""A packet of 200 commitments against the naive one, and against its own HTML straight to WeasyPrint."""

import json
import subprocess
import sys

from django.conf import settings

from commitments.briefings.press import child_environment
from commitments.briefings.render import render_html
from tests.benchmarks.figures import Figure
from tests.commitments.briefings import sample

COMMITMENTS = 200
REFERENCE = settings.BASE_DIR.parent / "shared" / "bench" / "reference_packet.py"
LIMIT = 0.7
# What the printing child does, in a process whose CPU time can be read, warm as the child is; then the floor.
_PRINT = """
import json, sys, time
from weasyprint import HTML
from commitments.briefings.printing import SCHEME, OwnAssets, load_assets, print_pdf
small, large = json.load(sys.stdin)
assets = load_assets()
print_pdf(small, assets)
started = time.process_time()
print_pdf(large, assets)
ours = time.process_time()
HTML(string=large, base_url=SCHEME, url_fetcher=OwnAssets(assets)).write_pdf()
print(ours - started, time.process_time() - ours)
"""


def figures() -> list[Figure]:
    """Measure CPU seconds, once each: a packet takes long enough."""
    pages = [render_html(sample.content(size), sample.imprint()) for size in (1, COMMITMENTS)]
    done = subprocess.run(
        [sys.executable, "-c", _PRINT],
        input=json.dumps(pages),
        env=child_environment(),
        capture_output=True,
        check=True,
        text=True,
    )
    ours, straight = map(float, done.stdout.split())
    found = [Figure(f"packet of {COMMITMENTS}; its HTML straight to WeasyPrint", ours, straight, "s")]
    if REFERENCE.exists():
        done = subprocess.run(
            [sys.executable, REFERENCE, str(COMMITMENTS)], capture_output=True, check=True, text=True
        )
        cpu = next(value for name, value in json.loads(done.stdout).items() if "cpu" in name)
        found.append(Figure(f"packet of {COMMITMENTS}; the naive one", ours, cpu, "s", LIMIT))
    return found
