"""Count queries and bytes of each page of the admin at 10 and at 1,000 rows; exit 1 where queries grow."""

import importlib
import sys
from dataclasses import dataclass
from typing import Any

from tests.benchmarks import stage

FEW, MANY = 10, 1000


@dataclass(frozen=True)
class Visit:
    """What one page took."""

    queries: int
    kilobytes: float


def fill(cast: Any, *, rows: int, already: int) -> None:
    """Bring the number of meetings and commitments to `rows`, each meeting with one point."""
    make = importlib.import_module("tests.make")
    for number in range(already, rows):
        point = make.outcome(cast, make.meeting(cast, title=f"Meeting {number}"))
        make.commitment(cast, point, title=f"Share record {number}", state="accepted")


def addresses() -> list[str]:
    """Name the start page, every list, and the page of the first record of every kind."""
    site = importlib.import_module("commitments.admin.site").site
    found = ["/admin/"]
    for model in site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        first = model._default_manager.order_by("pk").first()
        found += [base, *([f"{base}{first.pk}/change/"] if first else [])]
    return found


def visit(client: Any, address: str) -> Visit | None:
    """Open a page twice and measure the second time; None where this person may not."""
    utils = importlib.import_module("django.test.utils")
    connection = importlib.import_module("django.db").connection
    client.get(address)
    with utils.CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    return Visit(len(queries), len(answer.content) / 1000) if answer.status_code == 200 else None


def main() -> int:
    """Print one line for each page."""
    stage.prepare()
    cast = importlib.import_module("tests.cast").gather()
    client = importlib.import_module("django.test").Client()
    client.force_login(cast.officer)
    fill(cast, rows=FEW, already=0)
    few = {address: visit(client, address) for address in addresses()}
    fill(cast, rows=MANY, already=FEW)
    grown = 0
    print(f"{'page':48} {'queries at ' + str(FEW):>14} {'at ' + str(MANY):>8} {'kB at ' + str(MANY):>11}")
    for address, before in few.items():
        after = visit(client, address)
        if before and after:
            more = after.queries > before.queries
            grown += more
            verdict = "  GROWS" if more else ""
            print(f"{address:48} {before.queries:14} {after.queries:8} {after.kilobytes:11.1f}{verdict}")
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())
