"""Ladders that heads of desk set, quiet days, pauses, questions to partners, and answers from mails."""

import commitments.models.ladder
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0003_the_officers_screens"),
    ]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="bounced_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="came back at"),
        ),
        migrations.AddField(
            model_name="mail",
            name="crashes",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="times the sender died with it"),
        ),
        migrations.AddField(
            model_name="mail",
            name="doubted_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="sent again after a doubt, begun at"
            ),
        ),
        migrations.AddField(
            model_name="mail",
            name="is_backlog",
            field=models.BooleanField(default=False, verbose_name="of a backlog"),
        ),
        migrations.AddField(
            model_name="mail",
            name="planned_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="planned for"),
        ),
        migrations.AddField(
            model_name="reminder",
            name="put_off_because",
            field=models.CharField(blank=True, max_length=120, verbose_name="put off because of"),
        ),
        migrations.AddField(
            model_name="reminder",
            name="put_off_from",
            field=models.DateTimeField(blank=True, null=True, verbose_name="first planned for"),
        ),
        migrations.AddField(
            model_name="user",
            name="mail_bounce",
            field=models.CharField(
                blank=True, editable=False, max_length=300, verbose_name="what the mail server said"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="mail_bounced_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="mail came back at"
            ),
        ),
        migrations.AlterField(
            model_name="mail",
            name="state",
            field=models.CharField(
                choices=[
                    ("ready", "ready to send"),
                    ("sending", "being sent"),
                    ("accepted", "accepted by the mail server"),
                    ("refused", "refused by the mail server"),
                    ("in_doubt", "in doubt"),
                    ("failed", "failed"),
                    ("withdrawn", "withdrawn before it was sent"),
                    ("held", "held: it may have arrived"),
                    ("bounced", "came back"),
                ],
                default="ready",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="rule",
            field=models.CharField(
                choices=[
                    ("ahead", "working days before the day to act"),
                    ("due", "the day to act"),
                    ("overdue", "overdue"),
                    ("proposed", "asked to accept"),
                    ("answer", "acceptance not answered"),
                    ("review", "review date reached"),
                    ("moved", "the date has moved"),
                    ("head", "late: to the head of desk"),
                    ("division", "late: to the division head"),
                    ("silent", "no update for long"),
                    ("undated", "the event has no date yet"),
                    ("copy", "copy of an answer by mail"),
                ],
                max_length=20,
                verbose_name="rule",
            ),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="why_not",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "it was sent, or is still to be"),
                    ("closed", "the item is closed"),
                    ("reported", "the item is reported complete"),
                    ("dormant", "the item is dormant"),
                    ("draft", "the item was taken back to draft"),
                    ("answered", "the owners have answered"),
                    ("moved", "the deadline has a newer version"),
                    ("folded", "a later reminder says it"),
                    ("others", "the item is now with somebody else"),
                    ("rules", "the desk is no longer reminded of it"),
                    ("left", "the account is closed or has no address"),
                    ("unreadable", "the person may not read the item"),
                    ("nobody", "there is nobody to tell, and no duty box"),
                    ("unwritable", "the mail could not be written"),
                    ("refused", "the mail server refused it"),
                    ("given_up", "the mail server put it off for days"),
                    ("bounced", "the address does not take mail"),
                    ("crashed", "it stopped the sender again and again"),
                    ("restored", "it may have been sent before the database was restored"),
                    ("held", "nobody knows whether it arrived, and it is no longer true"),
                ],
                default="",
                max_length=20,
                verbose_name="why it was not sent",
            ),
        ),
        migrations.CreateModel(
            name="MailLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shown", models.JSONField(default=dict, editable=False, verbose_name="as the mail said it")),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="used at")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mail_links",
                        to="commitments.commitment",
                        verbose_name="commitment",
                    ),
                ),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commitments.deadline",
                        verbose_name="deadline",
                    ),
                ),
                (
                    "mail",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="commitments.mail",
                        verbose_name="mail",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mail_links",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="addressee",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="revoked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "link of a mail",
                "verbose_name_plural": "links of mails",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Sending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_paused", models.BooleanField(default=False, verbose_name="paused")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="why")),
                ("changed_at", models.DateTimeField(blank=True, null=True, verbose_name="since")),
                ("place", models.CharField(blank=True, editable=False, max_length=120)),
                ("round", models.PositiveBigIntegerField(default=0, editable=False)),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "sending of mail",
                "verbose_name_plural": "sending of mail",
            },
        ),
        migrations.CreateModel(
            name="Chase",
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
                    "rule",
                    models.CharField(
                        choices=[
                            ("ahead", "working days before the day to act"),
                            ("due", "the day to act"),
                            ("overdue", "overdue"),
                            ("proposed", "asked to accept"),
                            ("answer", "acceptance not answered"),
                            ("review", "review date reached"),
                            ("moved", "the date has moved"),
                            ("head", "late: to the head of desk"),
                            ("division", "late: to the division head"),
                            ("silent", "no update for long"),
                            ("undated", "the event has no date yet"),
                            ("copy", "copy of an answer by mail"),
                        ],
                        blank=True,
                        max_length=20,
                        verbose_name="rule",
                    ),
                ),
                ("offset", models.IntegerField(default=0, verbose_name="days from the day")),
                ("anchor_on", models.DateField(verbose_name="counted from")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "to be asked"),
                            ("asked", "asked"),
                            ("answered", "answered"),
                            ("dropped", "not needed any more"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("note", "note verbale"),
                            ("point", "talking point for the embassy"),
                            ("letter", "letter"),
                            ("mail", "mail"),
                            ("call", "call"),
                            ("talk", "talk"),
                        ],
                        default="note",
                        max_length=10,
                        verbose_name="way",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number of the note")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("copy", models.TextField(blank=True, verbose_name="copy in our language")),
                ("asked_on", models.DateField(blank=True, null=True, verbose_name="asked on")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="answered on")),
                (
                    "answer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commitments.progressupdate",
                        verbose_name="the answer",
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chases",
                        to="commitments.commitment",
                        verbose_name="commitment",
                    ),
                ),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commitments.deadline",
                        verbose_name="deadline",
                    ),
                ),
                (
                    "said",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commitments.progressupdate",
                        verbose_name="our word of it",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "question to the partner",
                "verbose_name_plural": "questions to the partner",
                "ordering": ("-id",),
                "indexes": [models.Index(fields=["state", "asked_on"], name="commitments_state_8ae2ea_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("open", "asked"))),
                        fields=("commitment",),
                        name="chase_one_at_a_time",
                        violation_error_message="The partner is being asked about this item already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Ladder",
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
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fixed", "fixed"),
                            ("relative", "relative"),
                            ("event", "event"),
                            ("recurring", "recurring"),
                            ("approximate", "approximate"),
                            ("open", "open"),
                            ("none", "none stated"),
                        ],
                        help_text="empty: every kind",
                        max_length=20,
                        verbose_name="kind of deadline",
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        blank=True,
                        default="20, 10, 5, 1",
                        max_length=60,
                        validators=[commitments.models.ladder.check_counts],
                        verbose_name="working days before",
                    ),
                ),
                ("on_the_day", models.BooleanField(default=True, verbose_name="on the day")),
                (
                    "first_after",
                    models.PositiveSmallIntegerField(
                        blank=True, default=1, null=True, verbose_name="days after it"
                    ),
                ),
                (
                    "then_every",
                    models.PositiveSmallIntegerField(
                        blank=True, default=7, null=True, verbose_name="then every so many days"
                    ),
                ),
                (
                    "head_after",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        default=5,
                        null=True,
                        verbose_name="working days late: to the head of desk",
                    ),
                ),
                (
                    "division_after",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        default=15,
                        null=True,
                        verbose_name="working days late: to the division head",
                    ),
                ),
                (
                    "answer_after",
                    models.PositiveSmallIntegerField(
                        blank=True, default=5, null=True, verbose_name="working days without an answer"
                    ),
                ),
                ("on_review", models.BooleanField(default=True, verbose_name="on the review date")),
                (
                    "silent_after",
                    models.PositiveSmallIntegerField(
                        blank=True, default=30, null=True, verbose_name="days without an update"
                    ),
                ),
                (
                    "undated_every",
                    models.PositiveSmallIntegerField(
                        blank=True, default=30, null=True, verbose_name="days while an event has no date"
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ladders",
                        to="commitments.desk",
                        verbose_name="desk",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder ladder",
                "verbose_name_plural": "reminder ladders",
                "ordering": ("desk", "kind"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("desk", "kind"),
                        name="ladder_once_a_desk_and_kind",
                        violation_error_message="This desk has a ladder for this kind of deadline already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MailAnswer",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("accept", "accepts"),
                            ("no_change", "no change"),
                            ("progress", "reports progress"),
                            ("date", "asks for another date"),
                        ],
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                (
                    "health",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("on_track", "on track"),
                            ("at_risk", "at risk"),
                            ("off_track", "off track"),
                            ("no_evidence", "no evidence"),
                        ],
                        max_length=20,
                        verbose_name="health",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="in the addressee's words")),
                ("wording", models.CharField(blank=True, max_length=200, verbose_name="the date asked for")),
                (
                    "move_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("first", "as first agreed"),
                            ("corrected", "corrected before acceptance"),
                            ("asked", "asked for by the owner"),
                            ("agreed", "agreed anew by both sides"),
                            ("partner", "waits for the other side"),
                            ("capacity", "the owner needs longer"),
                            ("procedure", "parliament, budget or procedure"),
                            ("events", "beyond anybody's control"),
                            ("event_moved", "the event moved"),
                            ("calendar", "the calendar changed"),
                            ("clock_started", "the clock started"),
                            ("clock_stopped", "the clock was stopped"),
                            ("occurrence", "the next occurrence"),
                            ("carried", "carried over from what was fulfilled in part"),
                        ],
                        max_length=20,
                        verbose_name="kind of reason",
                    ),
                ),
                ("given_at", models.DateTimeField(verbose_name="answered at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for the desk"),
                            ("confirmed", "confirmed"),
                            ("set_aside", "set aside"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="why")),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mail_answers",
                        to="commitments.commitment",
                        verbose_name="commitment",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "link",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer",
                        to="commitments.maillink",
                        verbose_name="link",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer by mail",
                "verbose_name_plural": "answers by mail",
                "ordering": ("-given_at", "-id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["commitment"],
                        name="mail_answer_waiting",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QuietDays",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False, verbose_name="recorded at")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("starts_on", models.DateField(verbose_name="first quiet day")),
                ("ends_on", models.DateField(verbose_name="last quiet day")),
                (
                    "reason",
                    models.CharField(
                        help_text="as it stands beside a reminder put off", max_length=120, verbose_name="why"
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quiet_days",
                        to="commitments.desk",
                        verbose_name="desk",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "quiet days",
                "verbose_name_plural": "quiet days",
                "ordering": ("-starts_on", "-id"),
                "indexes": [models.Index(fields=["ends_on"], name="commitments_ends_on_938ecd_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("starts_on__lte", models.F("ends_on"))),
                        name="quiet_days_in_order",
                        violation_error_message="The last quiet day lies before the first.",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(fields=["state", "health_on"], name="commitments_state_6fef0b_idx"),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("due_on__isnull", True), ("kind", "event")),
                fields=["recorded_at"],
                name="deadline_undated",
            ),
        ),
        migrations.AddIndex(
            model_name="responsibility",
            index=models.Index(
                condition=models.Q(("role", "lead")), fields=["accepted_on"], name="responsibility_accepted"
            ),
        ),
    ]
