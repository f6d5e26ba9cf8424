"""What may be published: written by one, cleared by another, and told when the item has changed since."""

import csv
import datetime
import io
from typing import ClassVar
from unittest import mock

import openpyxl
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from commitments.dashboard.questions import releases_outdated
from commitments.enums import Classification, CommitmentState, Completion, ReleaseState
from commitments.errors import Refused
from commitments.lifecycle import approvals, publication
from commitments.models import Commitment, Outcome, Release, User
from commitments.records import edits
from commitments.tables.minutes import list_languages
from tests import make
from tests.cast import NOW, Cast, gather

INNER = ("Innermost meaning", "Inner line", "Inner title", "Inner clause")


class ReleaseCase(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        point = make.outcome(self.cast, clause=INNER[3])
        self.item = make.commitment(self.cast, point, title=INNER[2], state=CommitmentState.ACCEPTED)
        make.write(self.cast, self.item, meaning=INNER[0], line_to_take=INNER[1])

    def written(
        self, item: Commitment | None = None, language: str = "en", by: User | None = None
    ) -> Release:
        made = Release(
            commitment=item or self.item,
            language=language,
            wording="Records of investigations are shared.",
            status=Completion.LIMITED,
            due="June 2026",
        )
        return publication.create_release(made, by=by or self.cast.officer, now=NOW)

    def cleared(self, item: Commitment | None = None, language: str = "en") -> Release:
        return publication.approve_release(self.written(item, language), by=self.cast.head, now=NOW)

    def refusal(self, release: Release, by: User) -> str:
        with self.assertRaises(Refused) as refused:
            publication.approve_release(release, by=by, now=NOW)
        return refused.exception.code


class RuleTests(ReleaseCase):
    def test_wording_read_by_ocr_is_not_proposed_before_it_is_confirmed(self) -> None:
        self.assertEqual(publication.first_words(self.item, self.cast.officer), INNER[3])
        Outcome.objects.update(is_unconfirmed=True)
        self.assertEqual(publication.first_words(self.item, self.cast.officer), INNER[2])

    def test_a_head_clears_what_another_wrote(self) -> None:
        release = self.written()
        self.assertEqual(self.refusal(release, self.cast.officer), "forbidden")
        self.assertEqual(self.refusal(release, self.cast.stranger), "forbidden")
        release = publication.approve_release(release, by=self.cast.head, now=NOW)
        self.assertEqual((release.state, release.approved_by), (ReleaseState.APPROVED, self.cast.head))
        self.assertEqual(
            self.refusal(self.written(language="ko", by=self.cast.head), self.cast.head), "own_words"
        )

    def test_who_writes_it_anew_makes_it_a_draft_and_does_not_clear_it(self) -> None:
        release = self.cleared()
        values = {"wording": "Other words."}
        publication.change_release(release, values, expected=release.version, by=self.cast.head, now=NOW)
        self.assertEqual((release.state, release.approved_by, release.facts), (ReleaseState.DRAFT, None, {}))
        self.assertEqual(self.refusal(release, self.cast.head), "own_words")
        approved = publication.approve_release(release, by=self.cast.division_head, now=NOW)
        self.assertEqual(self.refusal(approved, self.cast.division_head), "wrong_state")

    def test_what_is_confided_or_marked_too_high_is_not_cleared(self) -> None:
        release = self.written()
        point = Outcome.objects.get(pk=self.item.outcome_id)
        approvals.mark_confidential(point, by=self.cast.officer, now=NOW)
        self.assertEqual(self.refusal(release, self.cast.head), "confidence")
        approvals.mark_confidential(point, consent="Note 3/2026", by=self.cast.officer, now=NOW)
        approvals.raise_classification(self.item, Classification.CONFIDENTIAL, by=self.cast.officer, now=NOW)
        self.assertEqual(self.refusal(release, self.cast.head), "marked")

    def test_a_change_of_the_item_is_told_to_who_cleared_it(self) -> None:
        release = self.cleared()
        other = self.cleared(make.commitment(self.cast, self.item.outcome))
        self.assertFalse(publication.has_changed(release))
        self.assertEqual(releases_outdated(self.cast.head), ())
        edits.change_record(self.item, {"meaning": "Another meaning"}, by=self.cast.officer, now=NOW)
        self.assertEqual(list(publication.list_changed()), [])
        self.item.refresh_from_db()
        edits.change_record(self.item, {"title": "Other title"}, by=self.cast.officer, now=NOW)
        release = Release.objects.get(pk=release.pk)
        self.assertTrue(publication.has_changed(release))
        self.assertEqual(list(publication.list_changed()), [release])
        self.assertEqual([one.pk for one in releases_outdated(self.cast.head)], [release.pk])
        self.assertEqual(releases_outdated(self.cast.division_head), ())
        found = {
            state: set(publication.with_release(Commitment.objects.all(), state))
            for state in ("cleared", "changed", "none")
        }
        self.assertEqual(found["cleared"], {self.item, other.commitment})
        self.assertEqual((found["changed"], found["none"]), ({self.item}, set()))

    def test_each_fact_that_can_change_is_compared_alike_in_both_ways(self) -> None:
        release = self.cleared()
        item = Commitment.objects.select_related("outcome").get(pk=self.item.pk)
        for model, key, values in (
            (Commitment, item.pk, {"state": "suspended"}),
            (Commitment, item.pk, {"strength": "legally_binding"}),
            (Outcome, item.outcome_id, {"clause": "Else"}),
        ):
            with self.subTest(str(values)):
                (name,) = values
                was = getattr(model.objects.get(pk=key), name)
                model.objects.filter(pk=key).update(**values)
                self.assertTrue(publication.has_changed(Release.objects.get(pk=release.pk)))
                self.assertEqual(list(publication.list_changed()), [release])
                model.objects.filter(pk=key).update(**{name: was})
                self.assertEqual(list(publication.list_changed()), [])

    def test_withdrawn_it_is_published_no_more(self) -> None:
        release = self.cleared()
        self.assertEqual(list(publication.list_published(Commitment.objects.all(), "en")), [release])
        publication.withdraw_release(release, reason="Superseded.", by=self.cast.officer, now=NOW)
        self.assertEqual(list(publication.list_published(Commitment.objects.all(), "en")), [])


class PageTests(ReleaseCase):
    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(self.cast.officer)

    def published(self, ending: str = "csv", language: str = "en") -> bytes:
        address = reverse("admin:commitments_commitment_published", args=(language, ending))
        answer = self.client.get(address, {"view": "open"})
        self.assertEqual(answer.status_code, 200)
        return answer.content

    def test_it_is_written_on_its_page_and_cleared_there_by_the_head(self) -> None:
        page = self.client.get(reverse("admin:commitments_commitment_change", args=(self.item.pk,)))
        self.assertContains(page, "Write a version for publication")
        add = reverse("admin:commitments_release_add")
        self.assertContains(self.client.get(add, {"commitment": self.item.pk}), INNER[3])
        data = {
            "commitment": self.item.pk,
            "language": "en",
            "wording": "Shared.",
            "status": "limited",
            "due": "June 2026",
        }
        self.client.post(add, data)
        release = Release.objects.get()
        step = reverse("admin:commitments_release_step_clear", args=(release.pk,))
        self.client.post(step)
        self.assertEqual(Release.objects.get().state, ReleaseState.DRAFT)
        self.client.force_login(self.cast.head)
        self.client.post(step)
        self.assertEqual(Release.objects.get().state, ReleaseState.APPROVED)
        edits.change_record(
            Commitment.objects.get(pk=self.item.pk), {"title": "Else"}, by=self.cast.head, now=NOW
        )
        page = self.client.get(reverse("admin:commitments_commitment_change", args=(self.item.pk,)))
        self.assertContains(page, "changed since approval")
        self.assertContains(
            self.client.get(reverse("admin:index")),
            "has changed since you approved its public version",
        )
        self.assertContains(self.client.get(reverse("admin:commitments_release_changelist")), "Else")

    def test_a_version_is_offered_in_a_language_that_has_none_yet(self) -> None:
        page = reverse("admin:commitments_commitment_change", args=(self.item.pk,))
        add = reverse("admin:commitments_release_add")
        expected = list_languages(self.item.country)
        self.assertEqual(expected[0], "en")
        for number, language in enumerate(expected):
            self.assertContains(self.client.get(page), "Write a version for publication")
            form = self.client.get(add, {"commitment": self.item.pk}).context["adminform"].form
            self.assertEqual(form.initial["language"], language)
            # The words of the clause are proposed in their own language only.
            self.assertEqual(bool(form.initial["wording"]), number == 0)
            self.written(language=language)
        self.assertNotContains(self.client.get(page), "Write a version for publication")
        self.assertEqual(
            self.client.get(add, {"commitment": self.item.pk}).context["adminform"].form.initial["language"],
            "",
        )

    def test_a_public_export_takes_cleared_words_alone_and_counts_the_rest(self) -> None:
        self.cleared()
        left = make.commitment(self.cast, title="Not cleared", state=CommitmentState.ACCEPTED)
        point = make.outcome(self.cast, clause="Confided words")
        confided = make.commitment(self.cast, point, state=CommitmentState.ACCEPTED)
        self.cleared(confided)
        approvals.mark_confidential(point, by=self.cast.officer, now=NOW)
        high = make.commitment(self.cast, title="High", state=CommitmentState.ACCEPTED)
        self.cleared(high)
        high.refresh_from_db()
        approvals.raise_classification(high, Classification.CONFIDENTIAL, by=self.cast.officer, now=NOW)
        page = self.client.get(reverse("admin:commitments_commitment_publication"), {"view": "open"})
        self.assertContains(page, "1 commitment in the list will be exported.")
        self.assertContains(page, "3 are left out")
        rows = list(csv.reader(io.StringIO(self.published().decode("utf-8-sig"))))
        told = [
            self.item.reference,
            "Valdoria",
            "Records of investigations are shared.",
            "Limited",
            "June 2026",
        ]
        self.assertIn(told, rows)
        said = str(rows)
        hidden = (*INNER, "Not cleared", "Confided words", "High", left.reference, confided.reference)
        for words in (*hidden, high.reference, str(self.cast.officer)):
            self.assertNotIn(words, said)
        book = openpyxl.load_workbook(io.BytesIO(self.published("xlsx")))
        cells = str([cell.value for sheet in book for row in sheet.iter_rows() for cell in row])
        self.assertIn("Records of investigations are shared.", cells)
        for words in (*hidden, str(self.cast.officer)):
            self.assertNotIn(words, f"{cells} {book.properties}")
        # The control: the internal export of the same list says what this one leaves out.
        inner = self.client.get(
            reverse("admin:commitments_commitment_export", args=("csv",)), {"view": "open"}
        )
        self.assertContains(inner, INNER[2])

    def test_a_past_day_is_refused_and_never_answered_with_the_list_of_today(self) -> None:
        self.cleared()
        names = (
            ("commitments_commitment_publication", ()),
            ("commitments_commitment_published", ("en", "csv")),
        )
        for name, args in names:
            asked = {"view": "open", "as_of": "2026-03-12"}
            answer = self.client.get(reverse(f"admin:{name}", args=args), asked)
            self.assertContains(answer, "Only currently approved versions can be published.", status_code=409)
            self.assertNotContains(answer, "Records of investigations", status_code=409)
            today = f"{reverse('admin:commitments_commitment_publication')}?view=open"
            self.assertContains(answer, f'href="{today}"', status_code=409)
        self.assertContains(self.client.get(today), "1 commitment in the list will be exported.")

    def test_today_by_the_readers_clock_is_no_past_day(self) -> None:
        self.cleared()
        publication = reverse("admin:commitments_commitment_publication")
        # In Seoul it is the thirteenth already.
        User.objects.filter(pk=self.cast.officer.pk).update(time_zone="Asia/Seoul")
        late = datetime.datetime(2026, 3, 12, 16, 0, tzinfo=datetime.UTC)
        with mock.patch.object(timezone, "now", return_value=late):
            self.client.force_login(self.cast.officer)
            answer = self.client.get(publication, {"view": "open", "as_of": "2026-03-13"})
            self.assertContains(answer, "1 commitment in the list will be exported.")
            self.assertNotContains(answer, "as_of=")
            csv_of_today = reverse("admin:commitments_commitment_published", args=("en", "csv"))
            taken = self.client.get(csv_of_today, {"view": "open", "as_of": "2026-03-13"})
            self.assertIn(self.item.reference, taken.content.decode())
            for day in ("2026-03-12", "2026-03-13T00:30"):
                past_day = self.client.get(publication, {"view": "open", "as_of": day})
                self.assertEqual(past_day.status_code, 409, day)

    def test_who_records_nothing_publishes_nothing(self) -> None:
        self.cleared()
        for person in (self.cast.auditor, self.cast.focal_point, self.cast.reader):
            self.client.force_login(person)
            address = reverse("admin:commitments_commitment_publication")
            self.assertEqual(self.client.get(address).status_code, 403, person)
