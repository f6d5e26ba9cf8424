"""Empty the search index: it covers deadlines and requests now, and `migrate` builds an empty index again."""

from typing import Any

from django.db import migrations

from commitments.db import fulltext


def empty(apps: Any, editor: Any) -> None:
    """Empty the index of words."""
    fulltext.empty_index(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("commitments", "0027_user_names")]
    operations = [migrations.RunPython(empty, migrations.RunPython.noop)]
