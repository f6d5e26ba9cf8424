"""Long lists of ministries, officials, days and reports, for `imported` to bring in, take and take back."""

import csv
import datetime
import io
from collections.abc import Iterable, Sequence

from commitments.enums import ImportSubject
from commitments.models import Commitment
from tests.cast import TODAY

# So many reports stand on one item.
REPORTS_EACH = 4
HEALTHS = ("on track", "at risk", "no recent report", "off track")
SUBJECTS = tuple(subject for subject in ImportSubject if subject != ImportSubject.COMMITMENTS)


def table(subject: ImportSubject, rows: int) -> bytes:
    """Write a list of a kind, of so many rows."""
    numbers = range(1, rows + 1)
    heads: Sequence[str]
    lines: Iterable[Sequence[object]]
    match subject:
        case ImportSubject.MINISTRIES:
            heads = ("Country", "Name", "Short name", "Name in our language")
            lines = (("XV", f"Office of the harbour {n}", f"OH{n}", f"항만 {n}") for n in numbers)
        case ImportSubject.OFFICIALS:
            heads = ("Country", "Ministry", "Post", "E-mail")
            lines = (
                ("XV", "Valdorian Constabulary", f"Warden of harbour {n}", f"warden{n}@example.org")
                for n in numbers
            )
        case ImportSubject.HOLIDAYS:
            heads = ("Country", "Day", "Name")
            lines = (("XV", TODAY + datetime.timedelta(days=n), f"Regatta {n}") for n in numbers)
        case _:
            heads = ("Reference", "Reported on", "Health", "Text")
            items = Commitment.objects.order_by("pk").values_list("reference", flat=True)
            known = list(items[: max(rows // REPORTS_EACH, 1)])
            lines = (
                (
                    known[n % len(known)],
                    TODAY - datetime.timedelta(days=90 - n // len(known)),
                    HEALTHS[n % len(HEALTHS)],
                    f"The wardens of harbour {n} have met.",
                )
                for n in numbers
            )
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows(lines)
    return out.getvalue().encode()
