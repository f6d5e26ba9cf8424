"""What the screens of officers need: done together, found by words, signed off, single keys; lists in order."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0002_the_complete_record"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("no_change", "no change reported"),
                            ("chase", "noted as chased"),
                            ("ask_date", "another date asked for"),
                            ("bring_up", "brought before a meeting"),
                            ("propose", "proposed to their owners"),
                            ("review", "to be looked at again later"),
                        ],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                ("values", models.JSONField(default=dict, verbose_name="what was typed")),
                ("taken_back_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back at")),
            ],
            options={
                "verbose_name": "batch",
                "verbose_name_plural": "batches",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="BatchItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seen", models.PositiveIntegerField(verbose_name="version seen")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits"),
                            ("done", "done"),
                            ("not_done", "not done"),
                            ("taking_back", "is being taken back"),
                            ("taken_back", "taken back"),
                            ("stands", "stands"),
                        ],
                        default="waiting",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, verbose_name="version")),
                ("made", models.PositiveBigIntegerField(blank=True, null=True)),
                ("before", models.JSONField(default=dict)),
                ("why", models.CharField(blank=True, max_length=300, verbose_name="why not")),
            ],
            options={
                "verbose_name": "item of a batch",
                "verbose_name_plural": "items of batches",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Indexed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("key", models.PositiveBigIntegerField()),
                ("terms", models.TextField()),
            ],
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="is_brought",
            field=models.BooleanField(
                default=False, editable=False, verbose_name="brought before it by the desk"
            ),
        ),
        migrations.AddField(
            model_name="statement",
            name="signed_off_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="signed off"),
        ),
        migrations.AddField(
            model_name="statement",
            name="signed_off_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="signed off by",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="single_keys",
            field=models.BooleanField(default=True, editable=False, verbose_name="single keys"),
        ),
        migrations.AddIndex(
            model_name="approval",
            index=models.Index(fields=["recorded_at", "id"], name="commitments_recorde_52ac49_idx"),
        ),
        migrations.AddIndex(
            model_name="auditrow",
            index=models.Index(
                condition=models.Q(("page_type", "commitments.Commitment")),
                fields=["at", "page_id", "subject_type", "subject_id"],
                name="auditrow_of_commitments",
            ),
        ),
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ("proposed", "declined", "accepted", "in_progress", "reported", "dormant"))
                ),
                fields=["due_on", "reference"],
                name="commitment_open",
            ),
        ),
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(
                fields=["country", "state", "classification", "nature", "owed_by", "due_on"],
                name="commitment_counted",
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["state", "held_on"], name="commitments_state_c2d563_idx"),
        ),
        migrations.AddIndex(
            model_name="packet",
            index=models.Index(fields=["asked_at"], name="commitments_asked_a_9c11ff_idx"),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(fields=["planned_at", "id"], name="commitments_planned_557ca5_idx"),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["dated_on", "id"], name="commitments_dated_o_779731_idx"),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True),
                name="meeting_has_a_title",
                violation_error_message="Give the meeting a title.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_off_at__isnull", True), ("signed_off_by__isnull", False), _connector="OR"
                ),
                name="statement_signed_off_by_somebody",
                violation_error_message="A readout is signed off by a person.",
            ),
        ),
        migrations.AddField(
            model_name="batch",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who",
            ),
        ),
        migrations.AddField(
            model_name="batchitem",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="items",
                to="commitments.batch",
                verbose_name="batch",
            ),
        ),
        migrations.AddField(
            model_name="batchitem",
            name="commitment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="commitments.commitment",
                verbose_name="commitment",
            ),
        ),
        migrations.AddConstraint(
            model_name="indexed",
            constraint=models.UniqueConstraint(fields=("kind", "key"), name="indexed_once"),
        ),
        migrations.AddIndex(
            model_name="batchitem",
            index=models.Index(
                condition=models.Q(("state__in", ("waiting", "taking_back"))),
                fields=["batch"],
                name="batch_item_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchitem",
            constraint=models.UniqueConstraint(fields=("batch", "commitment"), name="batch_item_once"),
        ),
    ]
