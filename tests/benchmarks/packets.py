"""Read the packets of the demonstration with tools not used to make them, and compare the time of printing.

Exit 1 where a reader finds a fault, or a figure is above its limit.

pdfua, outloud and qpdf, in English and in Korean, of a country and of a meeting, with a brief where there is
one, in each edition. Three rules of outloud guess. TBL-010 takes a table of one row for one with too many
headers, and FIG-012 a Korean description for symbols, as it counts blanks and a syllable as one letter:
`tests.commitments.packets.tagged` looks at what they guess, at the figures of all files. TAG-002 takes for
prose the lines in the margins, and the head of a table that goes on over a page: here it is looked for on the
page before.
"""

import importlib
import io
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import Any

from tests.benchmarks import stage
from tests.benchmarks.figures import HEADING

LANGUAGES = ("en", "ko")
COUNTRIES = ("KH", "XV")
EDITIONS = ("minister", "adviser", "note_taker")
ONE_ROW, IN_MARGIN, NO_WORDS = "TBL-010", "TAG-002", "FIG-012"
# In points, from the foot of the page: the text area.
FOOT, HEAD = 27 * 72 / 25.4, 270 * 72 / 25.4
# Each page but the last of a part is filled by so much of its height.
LEAST_SHARE = 0.4


def packets() -> Iterator[tuple[str, bytes]]:
    """Load the demonstration and make its packets; give the name and the bytes of each."""
    importlib.import_module("django.core.management").call_command("load_demo", stdout=io.StringIO())
    archive = importlib.import_module("commitments.packets.archive.production")
    copies = importlib.import_module("commitments.packets.copies")
    asking = importlib.import_module("commitments.packets.archive.requests")
    scope = importlib.import_module("commitments.packets.records")
    models = importlib.import_module("commitments.models")
    now = importlib.import_module("django.utils.timezone").now()
    for iso, language in itertools.product(COUNTRIES, LANGUAGES):
        country = models.Country.objects.get(iso=iso)
        brief = models.Brief.objects.filter(meeting__country=country).order_by("-meeting__held_on").first()
        last = models.Meeting.objects.filter(country=country).order_by("-held_on").first()
        meeting = brief.meeting if brief else last
        officer = asking.default_reader(meeting)
        models.User.objects.filter(pk=officer.pk).update(language=language)
        officer.refresh_from_db()
        of_all = scope.build_country_scope(country, by=officer, reader=officer)
        for name, about in ((meeting.reference, scope.build_meeting_scope(meeting)), (country.iso, of_all)):
            packet = asking.create_request(about, by=officer, reader=officer, now=now, editions=EDITIONS)
            archive.make_packet(packet.pk, now=now)
            packet.refresh_from_db()
            for edition in EDITIONS:
                pdf = copies.open_packet(packet, officer, now=now, edition=edition)
                yield f"{name} {language} {edition}", pdf


def read(command: list[str]) -> str:
    """Run a reader; give what it printed, its complaints after it."""
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    return done.stdout + done.stderr


def by_outloud(file: str, pages: list[str]) -> tuple[Counter[str], Counter[str]]:
    """Count what outloud finds by its rules, notes left out; and apart what it takes for prose."""
    program = str(Path(os.environ["READERS"]) / "outloud")
    (result,) = json.loads(read([program, "--json", "-", file]).partition("\n}\n")[0] + "\n}")["results"]
    if result["error"]:
        raise RuntimeError(result["error"])
    found: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    for finding in result["findings"]:
        if finding["severity"] != "info":
            counted = taken if finding["rule"] == IN_MARGIN and repeats(finding, pages) else found
            counted[finding["rule"]] += 1
    return found, taken


def repeats(finding: dict[str, Any], pages: list[str]) -> bool:
    """Return whether what stands outside the tags is in the margins, or is on the page before as well."""
    if all(box["y1"] < FOOT or box["y0"] > HEAD for box in finding["boxes"]):
        return True
    before = pages[max(finding["page"] - 2, 0)]
    return all("".join(line.split()) in before for line in finding["evidence"].split("; "))


def faults(pdf: bytes, file: str) -> tuple[list[str], Counter[str]]:
    """Give the faults that the readers find in a file, and what outloud takes for one."""
    tagged: Any = importlib.import_module("tests.commitments.packets.tagged")
    told = json.loads(read([sys.executable, "-m", "pdfua", "check", "--format", "json", file]))
    found = [f"pdfua {finding['rule_id']}" for finding in told["findings"]]
    checked = read(["qpdf", "--check", file])
    found += ["qpdf"] if "WARNING" in checked or "ERROR" in checked else []
    reading: Any = importlib.import_module("tests.commitments.packets.reading")
    heard, taken = by_outloud(file, ["".join(page.split()) for page in reading.pages_of(pdf)])
    taken += Counter({rule: heard.pop(rule) for rule in (ONE_ROW, NO_WORDS) if heard[rule]})
    found += [f"outloud {rule}: {count}" for rule, count in sorted(heard.items())]
    if taken[ONE_ROW] > tagged.tables_of_one_row(pdf):
        found.append(f"outloud {ONE_ROW} on a table of several rows")
    if untold := tagged.figures_without_words(pdf):
        found.append(f"figures without a description in words: {len(untold)}")
    low = [one.number for one in reading.list_fills(pdf) if one.share < LEAST_SHARE and not one.is_last]
    found += [f"pages {low} less than {LEAST_SHARE:.0%} full"] if low else []
    if out := tagged.out_of_order(pdf):
        found.append(f"painted in another order on pages {', '.join(map(str, out))}")
    return found, taken


def main() -> int:
    """Print one line for each packet, with the mean share of its pages' height that is filled."""
    if "READERS" not in os.environ:
        print("Start it as bin/prove packets: outloud has an environment of its own.", file=sys.stderr)
        return 2
    stage.prepare()
    is_well = True
    print(f"{'packet':34} {'kB':>6} {'pages':>6} {'filled':>7}  {'faults':40} taken for faults by outloud")
    reading: Any = importlib.import_module("tests.commitments.packets.reading")
    for name, pdf in packets():
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(pdf)
            file.flush()
            found, taken = faults(pdf, file.name)
        is_well = is_well and not found
        told = ", ".join(f"{rule}: {count}" for rule, count in sorted(taken.items()))
        shares = [one.share for one in reading.list_fills(pdf)]
        line = f"{name:34} {len(pdf) / 1000:6.0f} {len(shares):6} {mean(shares):7.0%}"
        print(f"{line}  {'; '.join(found) or 'none':40} {told or 'none'}", flush=True)
    measuring: Any = importlib.import_module("tests.benchmarks.measure_packet")
    print(HEADING, flush=True)
    for figure in measuring.figures():
        print(figure, flush=True)
        is_well = is_well and figure.is_kept
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
