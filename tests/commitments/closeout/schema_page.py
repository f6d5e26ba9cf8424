"""Write the generated part of docs/close-out.md: `python -m tests.commitments.closeout.schema_page`."""

import os

import django

from tests.shape import ROOT

PAGE, HEADING = ROOT / "docs" / "close-out.md", "## Schema\n"


def renew_page() -> str:
    """Return the page with the tables of the models as they are now."""
    from commitments.closeout import schema  # noqa: PLC0415 - the models are loaded first

    before, _heading, after = PAGE.read_text(encoding="utf-8").partition(HEADING)
    intro = after.strip().partition("\n")[0]
    tables = "\n".join(schema.render_schema()).rstrip()
    return f"{before}{HEADING}\n{intro}\n\n{tables}\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()
    PAGE.write_text(renew_page(), encoding="utf-8")
