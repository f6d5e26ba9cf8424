"""Follow every link of the real admin as several roles: no page breaks, and none tells of what is hidden."""

import gzip
import re
from collections import deque
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.db.models import Model
from django.test import TestCase

from commitments.admin.site import site
from commitments.enums import Classification, CommitmentState, OwedBy, StatementKind
from commitments.language.phrases.specification import on_day
from commitments.lifecycle import drafts
from commitments.meetings import meetings, outcomes
from commitments.models import (
    Brief,
    Commitment,
    DelegationMember,
    Meeting,
    Outcome,
    ProposedWording,
    Responsibility,
    Statement,
    TopicBrief,
    User,
)
from commitments.packets import briefs
from tests import make
from tests.cast import NOW, Cast, gather
from tests.commitments.admin.probe import CANARY, masked

PAGES = 120
# The most that a page and its own style and script may weigh, the latter as they are sent.
PAGE_BYTES, OWN_BYTES = 80_000, 40_000
INLINE = re.compile(r"<style|<script(?![^>]*\ssrc=)|\s(?:style|on\w+)=|javascript:", re.IGNORECASE)
LINK = re.compile(r'(?:href|action)="([^"#]+)"')


class Crawl(TestCase):
    """A meeting that may be read, and a secret one with all that hangs on it."""

    cast: Cast
    hidden: list[Model]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast = gather()
        seen = make.meeting(cast, title="Open talks")
        make.commitment(
            cast, make.outcome(cast, seen), owed_by=OwedBy.JOINT, state=CommitmentState.IN_PROGRESS
        )
        make.statement(cast, seen)
        secret = Classification.SECRET
        meeting = Meeting(
            pk=700001,
            country=cast.valdoria,
            title=f"{CANARY} talks",
            note=f"{CANARY} note",
            classification=secret,
        )
        meetings.record_meeting(meeting, by=cast.head, now=NOW)
        text = Statement(
            pk=700002,
            meeting=meeting,
            kind=StatementKind.JOINT_STATEMENT,
            title=f"{CANARY} text",
            classification=secret,
        )
        outcomes.file_statement(text, by=cast.head, now=NOW)
        point = Outcome(
            spoken_by="joint",
            pk=700003,
            meeting=meeting,
            kind="commitment",
            clause=f"{CANARY} clause",
            classification=secret,
        )
        outcomes.add_outcome(point, by=cast.head, now=NOW)
        item = drafts.create_draft(
            Commitment(pk=700004, outcome=point, title=f"{CANARY} item", owed_by="ours"),
            parts=make.parts_of(cast, OwedBy.OURS),
            deadline=on_day(make.DUE_ON, f"by {CANARY} day"),
            by=cast.head,
            now=NOW,
        )
        DelegationMember.objects.create(pk=700005, meeting=meeting, side="ours", post=f"{CANARY} envoy")
        evidence = make.evidence(cast, item, description=f"{CANARY} proof", by=cast.head)
        written: list[briefs.Written] = [
            Brief(pk=700006, meeting=meeting, why=f"{CANARY} why"),
            # On the page of the meeting that may be read.
            TopicBrief(pk=700007, meeting=seen, title=f"{CANARY} topic"),
            ProposedWording(pk=700008, meeting=seen, title=f"{CANARY} wording", wording=f"{CANARY} words"),
        ]
        for one in written:
            one.classification = secret
            briefs.create_written(one, by=cast.head, now=NOW)
        parts = Responsibility.objects.filter(commitment=item)
        cls.hidden = [meeting, text, point, item, evidence, *written, *parts]

    def crawl(self, user: User) -> dict[str, str]:
        """Visit what can be reached from My desk, pages of one kind a few times; give path -> body."""
        self.client.force_login(user)
        waiting = deque(["/admin/"])
        found: dict[str, str] = {}
        kinds: dict[str, int] = {}
        while waiting and len(found) < PAGES:
            path = waiting.popleft()
            kind = re.sub(r"\d+", "N", path)
            kinds[kind] = kinds.get(kind, 0) + 1
            if path in found or kinds[kind] > 2 or "logout" in path or "/static/" in path:
                continue
            response: Any = self.client.get(path, follow=True)
            self.assertLess(response.status_code, 500, path)
            if response.headers.get("Content-Type", "").startswith("text/html"):
                found[path] = response.content.decode()
                links = (urljoin(path, link.replace("&amp;", "&")) for link in LINK.findall(found[path]))
                waiting.extend(link for link in links if not urlsplit(link).netloc)
        return found

    def test_no_page_tells_those_below_the_clearance_of_it(self) -> None:
        cast = self.cast
        cast.administrator.is_superuser = cast.administrator.is_staff = True
        cast.administrator.save()
        for user in (cast.officer, cast.focal_point, cast.reader, cast.administrator, cast.stranger):
            with self.subTest(user.username):
                found = self.crawl(user)
                self.assertGreater(len(found), 15)
                self.assertEqual([path for path, body in found.items() if CANARY in body], [])
                heavy = [path for path, body in found.items() if len(body.encode()) > PAGE_BYTES]
                self.assertEqual(heavy, [], "pages that weigh more than 80 KB")
                inline = {path: INLINE.findall(body) for path, body in found.items() if INLINE.search(body)}
                self.assertEqual(inline, {}, "inline style or script")

    def test_own_style_and_script_are_light(self) -> None:
        folder = settings.BASE_DIR / "commitments" / "static" / "commitments"
        files = [file for file in folder.iterdir() if file.suffix in {".css", ".js"}]
        self.assertGreater(len(files), 5)
        # Each kind as one file.
        kinds = [b"".join(f.read_bytes() for f in files if f.suffix == kind) for kind in (".css", ".js")]
        self.assertLess(sum(len(gzip.compress(kind)) for kind in kinds), OWN_BYTES)

    def test_the_crawl_finds_it_for_those_who_may_read_it(self) -> None:
        telling = [path for path, body in self.crawl(self.cast.head).items() if CANARY in body]
        self.assertGreater(len(telling), 4)

    def test_every_page_of_a_hidden_record_answers_like_an_absent_one(self) -> None:
        self.client.force_login(self.cast.officer)
        absent = 987654
        for record in self.hidden:
            if not site.is_registered(type(record)):
                continue
            page = site._registry[type(record)]
            for address in page.get_urls():
                route = str(address.pattern)
                if "<" not in route or address.name is None:
                    continue
                base = f"/admin/commitments/{record._meta.model_name}/"
                paths = [base + re.sub(r"<[^>]+>", str(key), unquote(route)) for key in (record.pk, absent)]
                for verb in ("get", "post"):
                    with self.subTest(f"{verb} {record._meta.model_name} {route}"):
                        hidden, missing = (getattr(self.client, verb)(path, follow=True) for path in paths)
                        self.assertIn(hidden.status_code, {404, 403, 405})
                        self.assertEqual(hidden.status_code, missing.status_code)
                        bodies = [
                            masked(hidden.content.decode(), record.pk),
                            masked(missing.content.decode(), absent),
                        ]
                        self.assertEqual(bodies[0], bodies[1])
