"""When each commitment was last heard of stands beside its state, for the sweep to find silence by."""

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def fill(apps: Any, schema_editor: Any) -> None:
    """Copy the day of the last word, or else of the last acceptance, as the life-cycle does from now on."""
    using = schema_editor.connection.alias
    commitments = apps.get_model("commitments", "Commitment").objects.using(using)
    accepted = (
        apps.get_model("commitments", "Responsibility")
        .objects.using(using)
        .filter(commitment=OuterRef("pk"), role="lead", accepted_on__isnull=False)
        .order_by("-accepted_on")
    )
    last = Subquery(accepted.values("accepted_on")[:1])
    commitments.update(heard_on=Coalesce("health_on", last))


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0004_reminders_people_answer"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="commitment",
            name="commitments_state_6fef0b_idx",
        ),
        migrations.RemoveIndex(
            model_name="responsibility",
            name="responsibility_accepted",
        ),
        migrations.AddField(
            model_name="commitment",
            name="heard_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(fields=["state", "heard_on"], name="commitments_state_ec39d8_idx"),
        ),
    ]
