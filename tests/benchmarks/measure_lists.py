"""Lists and My desk against a bare view of 25 rows."""

from functools import partial

from django.test import Client, override_settings

from commitments.vocabulary import CommitmentState
from tests import make
from tests.benchmarks.figures import Figure, cpu_ms
from tests.cast import gather

ROWS = 60
LIMIT = 7.0
PAGES = {
    "My desk": "/admin/",
    "list of commitments": "/admin/commitments/commitment/",
    "list of meetings": "/admin/commitments/meeting/",
}


def figures() -> list[Figure]:
    """Measure the CPU time of one answer, everything included."""
    cast = gather()
    point = make.outcome(cast)
    for number in range(ROWS):
        make.commitment(cast, point, title=f"Share record {number}", state=CommitmentState.ACCEPTED)
    client = Client()
    client.force_login(cast.officer)

    def get(address: str) -> None:
        assert client.get(address).status_code == 200, address

    with override_settings(ROOT_URLCONF="tests.benchmarks.bare"):
        floor = cpu_ms(partial(get, "/bare/"))
    return [
        Figure(f"{name}, {ROWS} commitments", cpu_ms(partial(get, address)), floor, "ms", LIMIT)
        for name, address in PAGES.items()
    ]
