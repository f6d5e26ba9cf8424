"""Empty the search index, which covers more now and is built again by `migrate`; keep what a package lacks."""

from typing import Any

from django.db import migrations, models

from commitments.db import fulltext


def empty(apps: Any, editor: Any) -> None:
    """Empty the index of words."""
    fulltext.empty_index(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("commitments", "0027_user_names")]
    operations = [
        migrations.AddField(
            model_name="closurepackage",
            name="withheld",
            field=models.JSONField(
                blank=True, default=dict, editable=False, verbose_name="information from a third state"
            ),
        ),
        migrations.RunPython(empty, migrations.RunPython.noop),
    ]
