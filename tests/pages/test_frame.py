"""Every page of the frame in a real browser: no console message, no broken policy, nothing axe finds."""

import datetime
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from commitments.enums import CommitmentState, OutcomeKind, OwedBy, Side
from commitments.language.phrases.specification import on_day
from commitments.models import (
    Commitment,
    Country,
    Heartbeat,
    Mechanism,
    Ministry,
    Official,
    Responsibility,
    User,
)
from tests import make
from tests.cast import gather
from tests.pages.served import Served

# Each page is looked at wide in light and narrow in dark.
VIEWS = [(1280, "light"), (390, "dark")]
NARROWEST = (320, "light")


class Pages(Served):
    """The live server, and somebody signed in at it."""

    def setUp(self) -> None:
        self.cast = gather()
        Country.objects.filter(pk=self.cast.valdoria.pk).update(is_demonstration=True)
        self.item = make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        Heartbeat.objects.create(name="sweep", beat_at=timezone.now())

    def browse(self, work: str, user: User | None = None, **task: Any) -> None:
        """Let the browser do the work; fail with its findings."""
        self.in_browser("tests.pages.browser", work, session=self.session(user) if user else "", **task)

    def test_the_account_pages_are_clean(self) -> None:
        paths = ["/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/"]
        self.browse("look", paths=paths, views=[*VIEWS, NARROWEST])

    def test_the_frame_is_clean_for_an_officer(self) -> None:
        ministry = f"/admin/commitments/ministry/{self.cast.police.pk}"
        paths = [
            "/admin/",
            "/admin/search/?q=ministry",
            "/admin/commitments/ministry/",
            "/admin/commitments/official/add/",
            f"{ministry}/change/",
            f"{ministry}/history/",
            "/admin/keyboard-shortcuts/",
            "/help/?q=deadline",
            "/help/",
            "/help/work-through-my-desk/",
            "/admin/nowhere/",
            "/accounts/password/change/",
            "/accounts/logout/",
        ]
        self.browse(
            "look",
            self.cast.officer,
            paths=paths,
            statuses={"/admin/nowhere/": 404},
            views=VIEWS,
        )

    def test_the_frame_is_clean_for_an_administrator_and_when_the_service_is_dead(self) -> None:
        Heartbeat.objects.all().delete()
        people = "/admin/commitments/user/"
        paths = ["/admin/", people, f"{people}{self.cast.officer.pk}/change/"]
        self.browse("look", self.cast.administrator, paths=paths, views=[(1280, "dark"), NARROWEST])

    def test_the_charts_of_my_desk_are_clean(self) -> None:
        today = timezone.localdate()
        for days, owed_by in ((-40, OwedBy.OURS), (3, OwedBy.JOINT), (30, OwedBy.THEIRS)):
            item = make.commitment(self.cast, owed_by=owed_by, state=CommitmentState.IN_PROGRESS)
            make.move(self.cast, item, on_day(today + datetime.timedelta(days=days), "as moved"))
        self.client.force_login(self.cast.officer)
        self.assertContains(self.client.get("/admin/"), 'class="chart"', 4)
        self.browse("look", self.cast.officer, paths=["/admin/"], views=[(1280, "dark"), NARROWEST])
        self.browse(
            "look", self.cast.division_head, paths=["/admin/"], views=[(1920, "light"), (320, "dark")]
        )

    def test_the_overview_of_a_partner_is_clean_and_prints_on_two_pages(self) -> None:
        """Each list full, and each title as long as it may be."""
        cast, today, day = self.cast, timezone.localdate(), datetime.timedelta(days=1)
        long = "Cooperation in the field of navigation, harbours and seaways, " * 2
        body = Mechanism.objects.create(country=cast.valdoria, name=long, frequency="every year")
        for number in range(8):
            Mechanism.objects.create(country=cast.valdoria, name=f"{number} {long}")
            Official.objects.create(
                country=cast.valdoria, ministry=cast.their_ministry, post=f"{long}{number}", note=long
            )
            meeting = make.meeting(cast, title=f"{long}{number}", place=long, mechanism=body)
            make.meeting(cast, title=f"{long}{number}", held=False, held_on=today + (number + 1) * day)
            point = make.outcome(cast, meeting, clause=long * 3)
            make.outcome(cast, meeting, kind=OutcomeKind.REQUEST, clause=long * 3)
            for days in (-40, 40):
                for side in (OwedBy.OURS, OwedBy.JOINT):
                    item = make.commitment(cast, point, owed_by=side, state=CommitmentState.IN_PROGRESS)
                    make.move(cast, item, on_day(today + days * day, "as moved"))
            ours = Official.objects.create(
                country=cast.korea, ministry=cast.police, post=f"Ours {number} {long}"
            )
            Responsibility.objects.filter(commitment=item, side=Side.OURS).update(official=ours)
        Commitment.objects.update(title=long[:120])
        Ministry.objects.update(short_name="", name=Concat("name", Value(f" {long}")))
        User.objects.filter(pk=cast.head.pk).update(language="ko")
        path = "/admin/partners/XV/"
        self.browse("look+pages", cast.officer, paths=[path], views=[*VIEWS, NARROWEST], printed=2)
        self.browse("pages", cast.head, paths=[path], views=VIEWS, printed=2)

    def test_wording_owners_deadline_and_next_step_stand_in_the_first_screen(self) -> None:
        """Under both strips, with a title, a ministry and a clause of the longest kind, in both languages."""
        Heartbeat.objects.all().delete()
        cast = self.cast
        for ministry in (cast.police, cast.their_police):
            ministry.name = (
                "Directorate General for the Supervision of Maritime Exchange, Harbours and Seaways"
            )
            ministry.save()
        clause = "The two sides will strengthen their cooperation in the field of navigation. " * 11
        korean = "양측은 해상 안전과 항만 운영 분야에서 협력을 더욱 강화하기로 하였다. " * 12
        paths = []
        for words, language in ((clause, "en"), (korean, "ko"), ("Our side will report.", "en")):
            point = make.outcome(cast, clause=words)
            type(point).objects.filter(pk=point.pk).update(language=language)
            item = make.commitment(cast, point, state=CommitmentState.IN_PROGRESS)
            title = (
                "Cooperation in the field of navigation, harbours and seaways" if len(words) > 100 else "A"
            )
            type(item).objects.filter(pk=item.pk).update(title=f"{title}, {title}"[:120])
            paths.append(f"/admin/commitments/commitment/{item.pk}/change/")
        User.objects.filter(pk=cast.head.pk).update(language="ko")
        self.browse("first", paths=paths, en=self.session(cast.officer), ko=self.session(cast.head))

    def test_every_stop_of_tab_is_seen(self) -> None:
        paths = [
            "/admin/",
            "/admin/commitments/commitment/",
            f"/admin/commitments/commitment/{self.item.pk}/change/",
            "/admin/commitments/meeting/add/",
        ]
        self.browse("walk", self.cast.officer, paths=paths, views=[(1280, "light"), NARROWEST])

    def test_the_frame_answers_to_keys(self) -> None:
        make.commitment(self.cast, state=CommitmentState.IN_PROGRESS)
        self.browse("keys", self.cast.officer)
