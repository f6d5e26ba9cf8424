"""Who answers, told through the admin's pages: an official leaves, a ministry is renamed, one is away."""

import datetime
from typing import Any

from django.utils import timezone

from commitments.enums import CommitmentState, Side
from commitments.language.phrases.specification import on_day
from commitments.lifecycle.transitions import OwnerPart
from commitments.models import Commitment, Ministry, Official, User
from tests import make
from tests.cast import PASSWORD
from tests.commitments.reminders.case import SweepCase, seoul

ONE_DAY = datetime.timedelta(days=1)
# No rung of the ladder falls on the day of the test.
FAR_AHEAD = datetime.date(2090, 6, 30)


class PartyStories(SweepCase):
    """Told on the day they are run: pages read the clock."""

    def setUp(self) -> None:
        super().setUp()
        self.today = timezone.localdate()
        self.point = make.outcome(self.people)

    def item(
        self, title: str, state: CommitmentState = CommitmentState.IN_PROGRESS, **more: Any
    ) -> Commitment:
        more.setdefault("deadline", on_day(FAR_AHEAD))
        return make.commitment(self.people, self.point, title=title, state=state, **more)

    def page(self, path: str, user: User | None = None) -> str:
        self.client.force_login(user or self.people.officer)
        answer = self.client.get(f"/admin/{path}")
        self.assertEqual(answer.status_code, 200)
        return answer.content.decode()

    def send(self, path: str, user: User | None = None, **values: Any) -> str:
        """Post a form as its page would, and follow where it leads."""
        self.client.force_login(user or self.people.officer)
        if "absence" in path:
            self.client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        answer = self.client.post(f"/admin/{path}", values, follow=True)
        self.assertEqual(answer.status_code, 200)
        return answer.content.decode()

    def test_an_official_leaves_and_the_desk_sees_it_that_day_and_names_another(self) -> None:
        people = self.people
        kim = Official.objects.create(
            country=people.korea, ministry=people.police, post="Director", person="Kim"
        )
        item = self.item("Share the list of ports")
        item.responsibilities.update(official=kim)
        self.assertNotIn("No current owner", self.page(""))

        left = self.today - ONE_DAY
        self.send(f"commitments/official/{kim.pk}/step/left/", left_on=left)
        desk = self.page("")
        self.assertIn("1 open commitment has no current owner.", desk)
        self.assertIn("Kim, Director left the post on", desk)
        step = f"commitments/commitment/{item.pk}/step/owner-ours/"
        self.assertIn(f"/admin/desk/commitment/{item.pk}/owner/", desk)

        lee = Official.objects.create(
            country=people.korea, ministry=people.police, post="Director", person="Lee"
        )
        self.send(step, ministry=people.police.pk, official=lee.pk, reason="Kim has retired")
        self.assertEqual(item.responsibilities.get().official, lee)
        self.assertNotIn("No current owner", self.page(""))
        history = self.page(f"commitments/commitment/{item.pk}/history/")
        for said in ("Kim, Director", "Lee, Director", "Kim has retired"):
            self.assertIn(said, history)

    def test_a_successor_named_at_once_leaves_no_gap(self) -> None:
        people = self.people
        kim = Official.objects.create(
            country=people.korea, ministry=people.police, post="Director", person="Kim"
        )
        item = self.item("Share the list of ports")
        item.responsibilities.update(official=kim)
        self.send(f"commitments/official/{kim.pk}/step/left/", left_on=self.today - ONE_DAY, person="Lee")
        self.assertNotIn("No current owner", self.page(""))
        self.assertIn("Lee", self.page(f"commitments/commitment/{item.pk}/change/"))

    def test_a_ministry_is_renamed_old_records_keep_its_name_and_open_ones_take_the_new(self) -> None:
        people = self.people
        going, draft = self.item("Open the hotline"), self.item("Name a contact", CommitmentState.DRAFT)
        done = self.item("Send the list", CommitmentState.FULFILLED)
        path = f"commitments/ministry/{people.police.pk}/successor/"
        asked = {"name": "National Police Service", "short_name": "KNPS", "on": self.today}
        preview = self.send(path, people.administrator, **asked, _preview="1")
        for said in ("Focal point", "Validator", "Director for International Cooperation"):
            self.assertIn(said, preview)
        self.send(path, people.administrator, **asked, _do="1")
        for item in (going, draft):
            self.assertIn("National Police Service", self.page(f"commitments/commitment/{item.pk}/change/"))
        old = self.page(f"commitments/commitment/{done.pk}/change/")
        self.assertIn("National Police Agency", old)
        self.assertNotIn("National Police Service", old)
        self.assertNotIn("No current owner", self.page(""))
        # Its focal point goes on working under the new name, and still reads what was done under the old one.
        people.focal_point.refresh_from_db()
        listed = self.page("commitments/commitment/?view=all", people.focal_point)
        for title in ("Open the hotline", "Send the list"):
            self.assertIn(title, listed)

    def test_a_ministry_that_ended_without_a_successor_shows_until_one_is_recorded(self) -> None:
        people = self.people
        item = self.item("Guard the pier", parts=[OwnerPart(Side.OURS, people.mofa)])
        guard = Ministry.objects.create(country=people.korea, name="Coast Guard")
        item.responsibilities.update(ministry=guard)
        heir = Ministry.objects.create(country=people.korea, name="Maritime Police")
        Ministry.objects.filter(pk=guard.pk).update(valid_until=self.today - ONE_DAY)
        self.assertIn("Coast Guard ceased to exist on", self.page(""))
        path = f"commitments/ministry/{guard.pk}/successor/"
        asked = {"name": "", "short_name": "", "into": heir.pk, "on": self.today}
        self.send(path, people.administrator, **asked, _do="1")
        self.assertNotIn("No current owner", self.page(""))
        self.assertEqual(item.responsibilities.get().ministry, heir)

    def away(self, person: User, deputy: User, first: datetime.date, last: datetime.date) -> None:
        values = {"person": person.pk, "deputy": deputy.pk, "starts_on": first, "ends_on": last}
        self.send("commitments/absence/add/", person, **values, _shown="1")

    def test_while_one_is_away_the_deputy_gets_the_mail(self) -> None:
        people = self.people
        item = self.item("Answer the note", CommitmentState.ACCEPTED, deadline=on_day(make.DUE_ON))
        # Planned the evening before for the focal point; then the focal point falls ill.
        self.sweep(seoul(6, 15, 12))
        day = datetime.date(2026, 6, 16)
        self.away(people.focal_point, people.validator, day, day)
        for minute in (0, 1):
            self.sweep(seoul(6, 16, 7, minute))
        self.assertEqual(self.arrived(), {"validator@example.org": 1})
        self.assertIn(item.reference, self.text())
        # Five working days before: the focal point is back.
        self.sweep(seoul(6, 23))
        self.assertEqual(self.arrived(), {"validator@example.org": 1, "focal_point@example.org": 1})

    def test_the_deputy_reads_on_the_desk_for_whom_and_until_when(self) -> None:
        people = self.people
        self.away(people.officer, people.head, self.today, self.today + ONE_DAY)
        self.assertIn("You are the deputy for Officer until", self.page("", people.head))
        self.assertIn("Your deputy is Head.", self.page("", people.officer))
        self.assertNotIn("deputy", self.page("", people.division_head))
