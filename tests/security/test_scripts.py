"""Forty script strings in every text field, shown on every page and in mails: none runs in a real browser."""

import datetime
import email
import email.policy
import itertools
import tempfile
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.test import override_settings
from django.urls import reverse

from commitments.admin.site import site
from commitments.models import Commitment, Deadline, Heartbeat, Meeting, Official, User
from commitments.reminders import outbox
from tests import make
from tests.cast import gather
from tests.commitments.packets.test_hostile import SCRIPTS
from tests.commitments.reminders.case import seoul
from tests.pages.served import Served
from tests.security import canaries
from tests.security.people import IS_FULL

MODULE = "tests.security.scripts_in_browser"
ELSEWHERE = "http://198.51.100.7/x"
TEXTS = tuple(one.format(http=ELSEWHERE) for one in SCRIPTS)


class ScriptsTests(Served):
    """Served to a browser; every record of every kind says scripts in all its texts."""

    maxDiff = None

    def setUp(self) -> None:
        self.assertGreaterEqual(len(TEXTS), 40)
        self.cast = gather()
        with transaction.atomic():
            self.made = canaries.gather(self.cast)
        self.texts = itertools.cycle(TEXTS)
        self.paths = ["/admin/", "/admin/search/?q=script", "/admin/search/?q=alert&part=options"]
        for model, record in self.made.hidden.items():
            self.fill(model, record)
        for record in (self.made.meeting, self.made.point, *self.made.items):
            self.fill(type(record), record)
        for person in User.objects.all():
            User.objects.filter(pk=person.pk).update(name=next(self.texts))
        for official in Official.objects.all():
            Official.objects.filter(pk=official.pk).update(person=next(self.texts), post=next(self.texts))

    def fill(self, model: type[models.Model], record: Any) -> None:
        """Write scripts into every text of a record, and remember its pages."""
        fields = model._meta.concrete_fields
        sizes = {one.name: one.max_length or 4000 for one in fields}
        kept = {"consent", "condition", "originator"} | ({"wording"} if model is Deadline else set())
        if model is not Deadline:
            texts = {
                name: next(self.texts)[: sizes[name]] for name in canaries.canary(model) if name not in kept
            }
            # A source of a bound belongs to a day.
            days = dict.fromkeys(("not_before", "not_after"), make.HELD_ON) if model is Meeting else {}
            if texts:
                model._default_manager.filter(pk=record.pk).update(**texts, **days)
        if model in site._registry and site._registry[model].get_urls():
            name = f"admin:commitments_{model._meta.model_name}"
            self.paths += [f"{reverse(f'{name}_changelist')}{'?view=all' if model is Commitment else ''}"]
            self.paths += [reverse(f"{name}_{page}", args=(record.pk,)) for page in ("change", "history")]

    def mails(self) -> list[str]:
        """Write the mails of a morning, and give their HTML."""
        User.objects.update(time_zone="Asia/Seoul")
        now = seoul(7, 1)
        Heartbeat.objects.create(name="sweep", beat_at=now - datetime.timedelta(minutes=1))
        with tempfile.TemporaryDirectory() as name:
            with override_settings(MAIL_TO_FILES=True, MAIL_FOLDER=Path(name)):
                outbox.run_outbox(now)
            files = [one.read_bytes() for one in Path(name).glob("*.eml")]
        read = [email.message_from_bytes(one, policy=email.policy.default) for one in files]
        bodies = [one.get_body(("html",)) for one in read]
        return [str(one.get_content()) for one in bodies if one is not None]

    def test_no_script_runs(self) -> None:
        mails = self.mails()
        self.assertTrue(mails)
        paths = list(dict.fromkeys(self.paths))
        rounds = len(TEXTS) // 10 if IS_FULL else 1
        for _number in range(rounds):
            session = self.session(self.cast.head)
            self.in_browser(MODULE, "scripts+control", session=session, paths=paths, mails=mails, texts=TEXTS)
            # The fields get others of them.
            for _skipped in range(7):
                next(self.texts)
            for model, record in self.made.hidden.items():
                self.fill(model, record)
