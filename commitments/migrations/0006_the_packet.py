"""What a packet is made of beside the records: the prose, editions, sign-off, and the register of copies."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    """Give each packet its partner and the meeting that it holds; it was asked for one meeting alone."""
    using = schema_editor.connection.alias
    packets = apps.get_model("commitments", "Packet").objects.using(using)
    meetings = apps.get_model("commitments", "Meeting").objects.using(using)
    country = Subquery(meetings.filter(pk=OuterRef("meeting")).values("country")[:1])
    packets.update(country=country)
    held = apps.get_model("commitments", "PacketMeeting")
    held.objects.using(using).bulk_create(
        (
            held(packet_id=packet, meeting_id=meeting)
            for packet, meeting in packets.values_list("pk", "meeting").iterator()
        ),
        batch_size=1000,
    )
    if schema_editor.connection.vendor == "postgresql":
        # What is checked at the end of the transaction keeps a table from being altered in it.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0005_what_the_sweep_asks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Brief",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False, verbose_name="recorded at")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "classification",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "public"), (1, "restricted"), (2, "confidential"), (3, "secret")],
                        default=1,
                        verbose_name="classification",
                    ),
                ),
                (
                    "why",
                    models.TextField(
                        blank=True, help_text="and who asked for it", verbose_name="why this meeting"
                    ),
                ),
                (
                    "objectives",
                    models.TextField(
                        blank=True,
                        help_text="a list of one to three, each with its item's reference",
                        verbose_name="objectives",
                    ),
                ),
                (
                    "messages",
                    models.TextField(
                        blank=True, help_text="a list, as they are said", verbose_name="three messages"
                    ),
                ),
                (
                    "ask",
                    models.CharField(
                        blank=True,
                        help_text="as it is said aloud",
                        max_length=180,
                        verbose_name="the one ask",
                    ),
                ),
                ("if_accepted", models.CharField(blank=True, max_length=200, verbose_name="if accepted")),
                ("if_refused", models.CharField(blank=True, max_length=200, verbose_name="if refused")),
                (
                    "not_to_say",
                    models.TextField(
                        blank=True, help_text="a list of at most five", verbose_name="what not to say"
                    ),
                ),
                (
                    "events",
                    models.TextField(
                        blank=True,
                        help_text="one a line: 10:05 | what | who | note; the time is the place's",
                        verbose_name="order of events",
                    ),
                ),
                ("place", models.TextField(blank=True, verbose_name="place and seats")),
                (
                    "language",
                    models.TextField(blank=True, help_text="and the interpreters", verbose_name="language"),
                ),
                ("press", models.TextField(blank=True, verbose_name="press")),
                (
                    "courtesy",
                    models.TextField(
                        blank=True,
                        help_text="one a line: meaning | their word | how to say it | our word",
                        verbose_name="courtesy words",
                    ),
                ),
                ("if_plans_change", models.TextField(blank=True, verbose_name="if plans change")),
                ("joint_statement", models.TextField(blank=True, verbose_name="draft joint statement")),
                (
                    "duty_officer",
                    models.CharField(
                        blank=True,
                        help_text="name and telephone number",
                        max_length=120,
                        verbose_name="duty officer, 24 h",
                    ),
                ),
            ],
            options={
                "verbose_name": "brief",
                "verbose_name_plural": "briefs",
                "ordering": ("meeting",),
            },
        ),
        migrations.CreateModel(
            name="PacketCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="copy")),
                (
                    "post",
                    models.CharField(
                        blank=True,
                        help_text="where the holder has no account",
                        max_length=120,
                        verbose_name="holder's post",
                    ),
                ),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("given_at", models.DateTimeField(blank=True, null=True, verbose_name="given out at")),
                ("recalled_at", models.DateTimeField(blank=True, null=True, verbose_name="recalled at")),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="back or destroyed at"),
                ),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[("returned", "returned"), ("destroyed", "destroyed"), ("lost", "lost")],
                        max_length=10,
                        verbose_name="how it ended",
                    ),
                ),
            ],
            options={
                "verbose_name": "copy",
                "verbose_name_plural": "copies",
                "ordering": ("packet", "number"),
            },
        ),
        migrations.CreateModel(
            name="PacketMeeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "meeting of a packet",
                "verbose_name_plural": "meetings of packets",
                "ordering": ("packet", "id"),
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False, verbose_name="recorded at")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "classification",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "public"), (1, "restricted"), (2, "confidential"), (3, "secret")],
                        default=1,
                        verbose_name="classification",
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(help_text="N-1 comes first", verbose_name="number"),
                ),
                ("title", models.CharField(max_length=42, verbose_name="short title")),
                (
                    "wording",
                    models.TextField(
                        help_text="to be read back at the meeting", verbose_name="draft wording"
                    ),
                ),
                (
                    "wordings",
                    models.TextField(
                        blank=True,
                        help_text="one a line, for the interpreters: ko | the wording in Korean",
                        verbose_name="wording in other languages",
                    ),
                ),
                (
                    "is_checked",
                    models.BooleanField(default=False, verbose_name="a translator has checked these"),
                ),
                (
                    "strength",
                    models.CharField(
                        choices=[
                            ("not_stated", "not stated"),
                            ("will_consider", "will consider"),
                            ("will_endeavour", "will endeavour"),
                            ("agreed", "agreed"),
                            ("bound", "bound"),
                        ],
                        default="not_stated",
                        max_length=20,
                        verbose_name="strength sought",
                    ),
                ),
                (
                    "terms",
                    models.CharField(blank=True, max_length=80, verbose_name="from when, or how often"),
                ),
                ("fallback", models.CharField(blank=True, max_length=200, verbose_name="fallback")),
            ],
            options={
                "verbose_name": "wording to propose",
                "verbose_name_plural": "wordings to propose",
                "ordering": ("meeting", "number"),
            },
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step", models.PositiveSmallIntegerField(verbose_name="step")),
                (
                    "part",
                    models.CharField(
                        blank=True, help_text="all of it, where empty", max_length=80, verbose_name="part"
                    ),
                ),
                ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="asked at")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signed at")),
                (
                    "content_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the content"),
                ),
            ],
            options={
                "verbose_name": "sign-off",
                "verbose_name_plural": "sign-offs",
                "ordering": ("packet", "step"),
            },
        ),
        migrations.CreateModel(
            name="TopicSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False, verbose_name="recorded at")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "classification",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "public"), (1, "restricted"), (2, "confidential"), (3, "secret")],
                        default=1,
                        verbose_name="classification",
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(help_text="T1 comes first", verbose_name="number"),
                ),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                (
                    "titles",
                    models.TextField(
                        blank=True,
                        help_text="one a line: ko | the title in Korean",
                        verbose_name="title in other languages",
                    ),
                ),
                (
                    "running_title",
                    models.CharField(
                        blank=True,
                        help_text="short, no sentence",
                        max_length=24,
                        verbose_name="title in the header",
                    ),
                ),
                ("objective", models.CharField(blank=True, max_length=90, verbose_name="our objective")),
                ("their_objective", models.TextField(blank=True, verbose_name="their objective")),
                ("response", models.TextField(blank=True, verbose_name="our response")),
                (
                    "points",
                    models.TextField(
                        blank=True,
                        help_text="a list of at most five; each opens with a verb in bold",
                        verbose_name="points to make",
                    ),
                ),
                (
                    "if_raised",
                    models.TextField(
                        blank=True, help_text="a list of at most four", verbose_name="if raised"
                    ),
                ),
                ("tactics", models.TextField(blank=True, verbose_name="tactics")),
                ("press_line", models.TextField(blank=True, verbose_name="press line")),
                ("press_until", models.DateField(blank=True, null=True, verbose_name="may be used until")),
                (
                    "last_time",
                    models.TextField(
                        blank=True, help_text="when the principals met", verbose_name="last time"
                    ),
                ),
                ("background", models.TextField(blank=True, verbose_name="background that may be used")),
                ("not_disclosed", models.TextField(blank=True, verbose_name="not to be disclosed")),
                (
                    "items",
                    models.TextField(
                        blank=True,
                        help_text="their references, such as KH-2026-0007 KH-2026-0009",
                        verbose_name="items touched",
                    ),
                ),
            ],
            options={
                "verbose_name": "topic sheet",
                "verbose_name_plural": "topic sheets",
                "ordering": ("meeting", "number"),
            },
        ),
        migrations.AddField(
            model_name="commitment",
            name="line_to_take",
            field=models.CharField(
                blank=True,
                help_text="printed on the scorecard of the packet",
                max_length=90,
                verbose_name="line to take",
            ),
        ),
        migrations.AddField(
            model_name="official",
            name="helps",
            field=models.CharField(
                blank=True,
                help_text="printed beside the name in packets",
                max_length=200,
                verbose_name="what helps",
            ),
        ),
        migrations.AddField(
            model_name="official",
            name="say",
            field=models.CharField(
                blank=True,
                help_text="such as prahk so-KHON",
                max_length=80,
                verbose_name="how to say the name",
            ),
        ),
        migrations.AddField(
            model_name="packet",
            name="addendum",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="addendum"),
        ),
        migrations.AddField(
            model_name="packet",
            name="content_sha256",
            field=models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the content"),
        ),
        migrations.AddField(
            model_name="packet",
            name="copies",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="copies"),
        ),
        migrations.AddField(
            model_name="packet",
            name="country",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="packets",
                to="commitments.country",
                verbose_name="partner",
            ),
        ),
        migrations.AddField(
            model_name="packet",
            name="draft",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="draft"),
        ),
        migrations.AddField(
            model_name="packet",
            name="draft_sha256",
            field=models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the draft"),
        ),
        migrations.AddField(
            model_name="packet",
            name="number",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="final"),
        ),
        migrations.AddField(
            model_name="packet",
            name="printer",
            field=models.CharField(blank=True, max_length=64, verbose_name="printed by"),
        ),
        migrations.AddField(
            model_name="packet",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="commitments.packet",
                verbose_name="replaces",
            ),
        ),
        migrations.AddField(
            model_name="packet",
            name="signed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="signed off at"),
        ),
        migrations.AddField(
            model_name="packet",
            name="too_long",
            field=models.JSONField(blank=True, default=list, verbose_name="what does not fit"),
        ),
        migrations.AlterField(
            model_name="packet",
            name="done",
            field=models.PositiveIntegerField(default=0, verbose_name="pages set"),
        ),
        migrations.AlterField(
            model_name="packet",
            name="meeting",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="packets",
                to="commitments.meeting",
                verbose_name="meeting",
            ),
        ),
        migrations.AlterField(
            model_name="packet",
            name="reference",
            field=models.CharField(max_length=20, verbose_name="reference"),
        ),
        migrations.AlterField(
            model_name="packet",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "asked for"),
                    ("making", "being made"),
                    ("ready", "ready"),
                    ("failed", "failed"),
                    ("cancelled", "cancelled"),
                ],
                default="asked",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="packet",
            name="total",
            field=models.PositiveIntegerField(default=0, verbose_name="pages expected"),
        ),
        migrations.AddConstraint(
            model_name="packet",
            constraint=models.UniqueConstraint(
                fields=("reference", "number", "draft", "addendum"), name="packet_edition_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="packet",
            constraint=models.UniqueConstraint(
                condition=models.Q(("meeting__isnull", True), ("state__in", ("asked", "making"))),
                fields=("country", "reader"),
                name="packet_one_of_a_country",
            ),
        ),
        migrations.AddConstraint(
            model_name="packet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_at__isnull", True),
                    models.Q(("content_sha256", ""), _negated=True),
                    _connector="OR",
                ),
                name="packet_signed_has_content",
            ),
        ),
        migrations.AddField(
            model_name="brief",
            name="meeting",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="brief",
                to="commitments.meeting",
                verbose_name="meeting",
            ),
        ),
        migrations.AddField(
            model_name="brief",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddField(
            model_name="packetcopy",
            name="holder",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copies",
                to=settings.AUTH_USER_MODEL,
                verbose_name="holder",
            ),
        ),
        migrations.AddField(
            model_name="packetcopy",
            name="packet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="register",
                to="commitments.packet",
                verbose_name="packet",
            ),
        ),
        migrations.AddField(
            model_name="packetmeeting",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="in_packets",
                to="commitments.meeting",
                verbose_name="meeting",
            ),
        ),
        migrations.AddField(
            model_name="packetmeeting",
            name="packet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="of_meetings",
                to="commitments.packet",
                verbose_name="packet",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to="commitments.meeting",
                verbose_name="meeting",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddField(
            model_name="signoff",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who",
            ),
        ),
        migrations.AddField(
            model_name="signoff",
            name="packet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sign_offs",
                to="commitments.packet",
                verbose_name="packet",
            ),
        ),
        migrations.AddField(
            model_name="topicsheet",
            name="division",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="commitments.division",
                verbose_name="division",
            ),
        ),
        migrations.AddField(
            model_name="topicsheet",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="topic_sheets",
                to="commitments.meeting",
                verbose_name="meeting",
            ),
        ),
        migrations.AddField(
            model_name="topicsheet",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddConstraint(
            model_name="packetcopy",
            constraint=models.UniqueConstraint(fields=("packet", "number"), name="packet_copy_once"),
        ),
        migrations.AddConstraint(
            model_name="packetcopy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("holder__isnull", False)),
                fields=("packet", "holder"),
                name="packet_one_copy_a_holder",
            ),
        ),
        migrations.AddConstraint(
            model_name="packetcopy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end", ""), ("ended_at__isnull", True)),
                    models.Q(("ended_at__isnull", False), models.Q(("end", ""), _negated=True)),
                    _connector="OR",
                ),
                name="packet_copy_ends_somehow",
            ),
        ),
        migrations.AddConstraint(
            model_name="packetmeeting",
            constraint=models.UniqueConstraint(fields=("packet", "meeting"), name="packet_meeting_once"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                fields=("meeting", "number"),
                name="proposal_number_once",
                violation_error_message="Another wording of this meeting has that number.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1), ("number__lte", 3)),
                name="proposal_at_most_three",
                violation_error_message="A packet proposes at most three wordings.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("wording", ""), _negated=True),
                name="proposal_has_a_wording",
                violation_error_message="Write the wording as it would be agreed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="signoff",
            constraint=models.UniqueConstraint(fields=("packet", "step"), name="sign_off_step_once"),
        ),
        migrations.AddConstraint(
            model_name="signoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("content_sha256", ""), ("signed_at__isnull", True)),
                    models.Q(("signed_at__isnull", False), models.Q(("content_sha256", ""), _negated=True)),
                    _connector="OR",
                ),
                name="sign_off_of_a_content",
            ),
        ),
        migrations.AddConstraint(
            model_name="topicsheet",
            constraint=models.UniqueConstraint(
                fields=("meeting", "number"),
                name="topic_sheet_number_once",
                violation_error_message="Another topic sheet of this meeting has that number.",
            ),
        ),
        migrations.AddConstraint(
            model_name="topicsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True),
                name="topic_sheet_has_a_title",
                violation_error_message="Give the topic a title.",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="packet",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="packets",
                to="commitments.country",
                verbose_name="partner",
            ),
        ),
    ]
