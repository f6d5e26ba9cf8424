"""How each reading of an altered file ended, and the table of all of them."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

MOST_KIB = 400 * 1024
# Of the processor, for the reading and the judging of a file together.
MOST_SECONDS = 40
OK, REFUSED, DIED, TRACEBACK, MEMORY, TIME = "ok", "refused", "died", "traceback", "over memory", "over time"
HARM = (DIED, TRACEBACK, MEMORY, TIME)


@dataclass(slots=True)
class Tried:
    """How one importer took one file: its answer, the seconds of the processor and the KiB that it took."""

    importer: str
    ending: str
    mutation: str
    number: int = 0
    outcome: str = OK
    answer: str = ""
    cpu: float = 0.0
    peak: int = 0
    unforeseen: str = ""


def report(found: Sequence[Tried], lines: int, seconds: float) -> None:
    """Print a row for each importer and ending, and below it the answers."""
    print(f"| importer | ending | files | {' | '.join((OK, REFUSED, *HARM))} | slowest | most memory |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    groups: dict[tuple[str, str], list[Tried]] = defaultdict(list)
    for one in found:
        groups[one.importer, one.ending].append(one)
        groups["all", ""].append(one)
    for (importer, ending), ones in sorted(groups.items(), key=lambda pair: (pair[0][0] == "all", pair[0])):
        counts = Counter(one.outcome for one in ones)
        figures = " | ".join(str(counts[word]) for word in (OK, REFUSED, *HARM))
        slowest, most = max(one.cpu for one in ones), max(one.peak for one in ones) // 1024
        print(f"| {importer} | {ending} | {len(ones)} | {figures} | {slowest:.2f} s | {most} MB |")
    print(f"| floor | | | | | 0 | 0 | 0 | 0 | {MOST_SECONDS} s | {MOST_KIB // 1024} MB |")
    answered = sum(bool(one.answer) for one in found if one.outcome not in HARM)
    print(f"\n{len(found)} files in {seconds:.0f} s, {answered} answered by rows or a sentence; ", end="")
    print(f"lines of errors written by any process: {lines}")
    said = Counter(one.answer[:90] for one in found if one.outcome == REFUSED)
    print("refused: " + "; ".join(f"{count} x {answer}" for answer, count in said.most_common(12)))
    broken = Counter(one.unforeseen[:70] for one in found if one.unforeseen)
    if broken:
        told = "; ".join(f"{count} x {note}" for note, count in broken.most_common(12))
        print(f"unforeseen by the readers, and refused as broken: {told}")
    for one in found:
        if one.outcome in HARM:
            print(f"{one.outcome}: {one.number} {one.importer} {one.ending} {one.mutation} {one.answer}")
