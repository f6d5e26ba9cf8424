"""What the stories of commitments share: one morning in Seoul, and the pages as a person uses them."""

import datetime
from typing import Any

import time_machine
from django.test import TestCase
from django.urls import reverse

from commitments.enums import ApprovalKind, ApprovalState, CommitmentState
from commitments.models import Approval, Commitment, Mechanism, Meeting, User
from tests.cast import NOW, Cast, gather
from tests.flat import flat

BASE = "/admin/commitments"


class Story(TestCase):
    """A story at ten in the morning of 11 March 2026, told through the admin's own pages."""

    cast: Cast
    clock: Any

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()

    def setUp(self) -> None:
        self.clock = self.enterContext(time_machine.travel(NOW, tick=False))
        self.enter(self.cast.officer)

    def enter(self, person: User) -> None:
        """Sign in as somebody."""
        self.client.force_login(person)

    def later(self, **more: int) -> None:
        """Let time pass; everybody signs in anew after it."""
        person = User.objects.get(pk=self.client.session["_auth_user_id"])
        self.clock.shift(datetime.timedelta(**more))
        self.enter(person)

    def record(self, words: str, **more: Any) -> Commitment:
        """Record a meeting of 4 March 2026 with one commitment of ours in these words, on one page."""
        item = {f"outcomes-0-items-0-{name}": value for name, value in more.items()}
        given = {
            "country": self.cast.valdoria.pk,
            "title": "Talks on online fraud",
            "held_on": "2026-03-04",
            "form": "visit",
            "classification": 1,
            "outcomes-TOTAL_FORMS": 1,
            "outcomes-0-clause": f"Our side will send trainers, {words}.",
            "outcomes-0-kind": "commitment",
            "outcomes-0-spoken_by": "ours",
            "outcomes-0-strength": "agreed",
            "outcomes-0-items-TOTAL_FORMS": 1,
            "outcomes-0-items-0-title": "Send trainers",
            "outcomes-0-items-0-lead_ours": "KNPA",
            "outcomes-0-items-0-nature": "one_off",
            "outcomes-0-items-0-wording": words,
            **item,
            "_save": "1",
        }
        response = self.client.post(f"{BASE}/meeting/add/", given)
        self.assertEqual(response.status_code, 302)
        return Commitment.objects.latest("pk")

    def under_way(self, item: Commitment) -> Commitment:
        """Bring a draft to work: proposed by the desk, accepted by the ministry, begun."""
        self.step(item, "propose")
        self.enter(self.cast.focal_point)
        self.step(item, "accept-ours")
        item = self.step(item, "start")
        self.enter(self.cast.officer)
        return item

    def page(self, item: Commitment) -> str:
        """Read the commitment's page."""
        response = self.client.get(f"{BASE}/commitment/{item.pk}/change/")
        self.assertEqual(response.status_code, 200)
        return flat(response.content.decode())

    def step(self, item: Commitment, name: str, **given: Any) -> Commitment:
        """Take a step by its page, which must succeed; give the commitment as it stands then."""
        response = self.client.post(f"{BASE}/commitment/{item.pk}/step/{name}/", given)
        wrong = response.context["form"].errors if response.status_code == 200 else ""
        self.assertEqual(response.status_code, 302, f"{name}: {wrong}")
        return Commitment.objects.get(pk=item.pk)

    def refused(self, item: Commitment, name: str, **given: Any) -> str:
        """Try a step that must not succeed; give what is said."""
        before = Commitment.objects.get(pk=item.pk).version
        response = self.client.post(f"{BASE}/commitment/{item.pk}/step/{name}/", given, follow=True)
        self.assertEqual(Commitment.objects.get(pk=item.pk).version, before)
        return flat(response.content.decode())

    def offered(self, item: Commitment) -> dict[str, str]:
        """Give the steps that the page offers, each with what stands against it."""
        response = self.client.get(f"{BASE}/commitment/{item.pk}/change/")
        return {step.name: step.refusal for step in response.context["steps"]}

    def request(self, item: Commitment, matter: ApprovalKind) -> Approval:
        """Give the request about a commitment that waits for a decision."""
        return Approval.objects.get(commitment=item, kind=matter, state=ApprovalState.PENDING)

    def decide(self, approval: Approval, name: str, **given: Any) -> Commitment:
        """Grant, refuse or take back in place."""
        path = reverse(f"admin:commitments_approval_step_{name}", args=(approval.pk,))
        self.assertEqual(self.client.post(path, given).status_code, 302)
        assert approval.commitment_id is not None
        return Commitment.objects.get(pk=approval.commitment_id)

    def preview(self, **typed: Any) -> dict[str, Any]:
        """Ask what a deadline comes to while it is typed."""
        answer = self.client.get(f"{BASE}/meeting/deadline/", typed)
        self.assertEqual(answer.status_code, 200)
        told: dict[str, Any] = answer.json()
        return told

    def session(self, number: int, held_on: str, **values: Any) -> Meeting:
        """Plan a session of the Joint Commission on the page of meetings."""
        body = Mechanism.objects.get_or_create(country=self.cast.valdoria, name="Joint Commission")[0]
        given = {
            "country": self.cast.valdoria.pk,
            "title": f"Joint Commission, session {number}",
            "was_held": "planned",
            "form": "session",
            "held_on": held_on,
            "mechanism": body.pk,
            "session_number": number,
            "classification": 1,
            "_save": "1",
            **values,
        }
        response = self.client.post(f"{BASE}/meeting/add/", given)
        self.assertEqual(response.status_code, 302)
        return Meeting.objects.get(mechanism=body, session_number=number)

    def is_in(self, item: Commitment, state: CommitmentState) -> None:
        """Assert the state a commitment is in."""
        self.assertEqual(Commitment.objects.get(pk=item.pk).state, state)
