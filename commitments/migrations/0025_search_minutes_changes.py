"""Empty the search index: it covers changes to minutes now, and `migrate` builds an empty index again."""

from typing import Any

from django.db import migrations

from commitments.db import fulltext


def empty(apps: Any, editor: Any) -> None:
    """Empty the index of words."""
    fulltext.empty_index(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("commitments", "0024_open_item_originators")]
    operations = [migrations.RunPython(empty, migrations.RunPython.noop)]
