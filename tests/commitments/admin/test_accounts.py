"""The pages on which accounts are proposed, confirmed, opened, left and invited."""

from typing import ClassVar
from unittest import mock

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from commitments.accounts import changes
from commitments.enums import ApprovalState, Classification, PostFunction, Role
from commitments.errors import Refused
from commitments.models import Absence, AccountChange, Commitment, Official, User
from commitments.models.base import spoken_in
from commitments.records import edits
from tests import make
from tests.cast import NOW, Cast, gather
from tests.flat import flat

LIST = reverse("admin:commitments_accountchange_changelist")


class Case(TestCase):
    cast: ClassVar[Cast]
    second: ClassVar[User]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.second = User.objects.create_user(
            "second", "second@example.org", name="Second", role=Role.ADMINISTRATOR, last_login=NOW
        )

    def setUp(self) -> None:
        self.client.force_login(self.cast.administrator)

    def page(self, name: str, person: User) -> str:
        return reverse(f"admin:commitments_user_{name}", args=(person.pk,))

    def proposed(self) -> AccountChange:
        return changes.propose_permissions(
            self.cast.officer, {"clearance": 3}, reason="Covers", by=self.cast.administrator, now=NOW
        )


class ProposingTests(Case):
    def sent(self, **values: object) -> dict[str, object]:
        standing = {"role": "desk_officer", "clearance": 2, "desk": self.cast.desk.pk}
        return {**standing, "reason": "Covers", **values}

    def test_it_is_shown_before_it_is_proposed(self) -> None:
        page = self.page("propose", self.cast.officer)
        self.assertContains(self.client.get(page), "Current access")
        shown = self.client.post(page, self.sent(desk=self.cast.other_desk.pk, _preview=1))
        self.assertContains(shown, "all records of Valdoria")
        self.assertContains(shown, "all records of Westmark")
        self.assertContains(shown, "sessions will end at once")
        self.assertFalse(AccountChange.objects.exists())
        self.client.post(page, self.sent(desk=self.cast.other_desk.pk, _do=1))
        change = AccountChange.objects.get()
        self.assertEqual(change.values, {"desk_id": self.cast.other_desk.pk})
        person = self.client.get(self.page("change", self.cast.officer))
        self.assertContains(person, "Proposed by Administrator")

    def test_a_head_proposes_for_the_own_desk_and_another_confirms(self) -> None:
        self.client.force_login(self.cast.head)
        page = self.page("propose", self.cast.officer)
        self.assertNotContains(self.client.get(page), "Email address")
        for more, said in (
            ({"clearance": 3, "role": "head_of_desk"}, "Heads can propose changes only for"),
            ({"desk": self.cast.other_desk.pk}, "Heads can propose changes only for"),
        ):
            with self.subTest(more):
                self.assertContains(self.client.post(page, self.sent(_do=1, **more)), said)
        self.assertFalse(AccountChange.objects.exists())
        self.client.post(page, self.sent(_do=1, clearance=3))
        change = AccountChange.objects.get()
        self.assertEqual((change.state, change.recorded_by), (ApprovalState.PENDING, self.cast.head))
        shown = reverse("admin:commitments_accountchange_change", args=(change.pk,))
        self.assertContains(self.client.get(shown), "Withdraw")
        self.assertNotContains(self.client.get(shown), "/step/confirm/")
        with self.assertRaises(Refused):
            changes.confirm_change(change, by=self.cast.head, now=NOW)
        self.assertEqual(self.client.get(self.page("propose", self.cast.stranger)).status_code, 404)
        with self.assertRaises(Refused):
            changes.propose_permissions(
                self.cast.stranger, {"clearance": 3}, reason="x", by=self.cast.head, now=NOW
            )
        changes.confirm_change(change, by=self.second, now=NOW)
        self.assertEqual(User.objects.get(pk=self.cast.officer.pk).clearance, 3)

    def test_who_confirms_sees_where_mail_to_the_account_goes_and_who_wrote_it(self) -> None:
        person = User.objects.create(
            username="new", name="New", role="focal_point", ministry=self.cast.police, clearance=1,
            email="first@example.org",
        )  # fmt: skip
        by = self.cast.administrator
        edits.change_record(person, {"email": "mine@example.net"}, by=by, now=NOW)
        change = changes.propose_permissions(person, {"clearance": 3}, reason="x", by=by, now=NOW)
        self.client.force_login(self.second)
        page = reverse("admin:commitments_accountchange_change", args=(change.pk,))
        step = reverse("admin:commitments_accountchange_step_confirm", args=(change.pk,))
        for address in (page, step):
            shown = self.client.get(address)
            self.assertContains(shown, "go to mine@example.net")
            self.assertContains(shown, f"Address entered by {by} on ")
        changes.withdraw_change(change, by=by, now=NOW)
        self.assertNotContains(self.client.get(page), "Address entered by")

    def test_a_head_gives_no_more_than_the_own_clearance(self) -> None:
        User.objects.filter(pk=self.cast.head.pk).update(clearance=2)
        head = User.objects.get(pk=self.cast.head.pk)
        with self.assertRaises(Refused):
            changes.propose_permissions(self.cast.officer, {"clearance": 3}, reason="x", by=head, now=NOW)

    def test_what_is_wrong_is_told_at_its_field(self) -> None:
        page = self.page("propose", self.cast.officer)
        for sent, said in (
            (self.sent(_do=1), "already has these permissions"),
            (self.sent(_do=1, role="division_head"), "Select a division."),
            (self.sent(_do=1, role="king"), "valid choice"),
            (self.sent(_do=1, clearance=3, reason=""), "This field is required."),
            (self.sent(_do=1, email="nowhere"), "valid email"),
        ):
            with self.subTest(said):
                self.assertContains(self.client.post(page, sent), said)
        self.assertFalse(AccountChange.objects.exists())

    def test_nobody_else_and_nobody_for_oneself(self) -> None:
        own = self.page("propose", self.cast.administrator)
        self.assertContains(self.client.get(own), "You cannot change your own permissions.")
        self.client.post(own, self.sent(_do=1, clearance=3))
        self.client.force_login(self.cast.records_officer)
        self.assertEqual(self.client.get(self.page("propose", self.cast.officer)).status_code, 404)
        self.assertEqual(self.client.post(self.page("leave", self.cast.officer), {"_do": 1}).status_code, 404)
        self.assertFalse(AccountChange.objects.exists())

    def test_the_page_of_a_person_writes_no_reach(self) -> None:
        page = self.page("change", self.cast.officer)
        form = self.client.get(page).context["adminform"].form
        sent = {name: form[name].value() or "" for name in form.fields}
        sent |= {"name": "Renamed", "role": "auditor", "clearance": "3", "email": "x@example.net"}
        sent |= {"is_active": "", "is_superuser": "on", "desk": ""}
        self.assertEqual(self.client.post(page, sent).status_code, 302)
        person = User.objects.get(pk=self.cast.officer.pk)
        self.assertEqual((person.name, person.role, person.clearance), ("Renamed", "desk_officer", 2))
        self.assertEqual((person.email, person.is_active), ("officer@example.org", True))
        self.assertFalse(person.is_superuser)

    def test_a_name_in_another_language_is_shown_in_that_language(self) -> None:
        page = self.page("change", self.cast.officer)
        form = self.client.get(page).context["adminform"].form
        sent = {name: form[name].value() or "" for name in form.fields}
        self.assertContains(self.client.post(page, sent | {"names": "홍길동"}), "ko")
        self.client.post(page, sent | {"name": "Hong Gil-dong", "names": "ko | 홍길동"})
        person = User.objects.get(pk=self.cast.officer.pk)
        self.assertEqual(str(person), "Hong Gil-dong")
        for language, shown in (("ko", "홍길동"), ("km", "Hong Gil-dong")):
            with spoken_in(language):
                self.assertEqual(str(person), shown)


class DecidingTests(Case):
    def test_my_desk_leads_who_decides_there_and_it_is_confirmed(self) -> None:
        change = self.proposed()
        page = reverse("admin:commitments_accountchange_change", args=(change.pk,))
        self.assertNotContains(self.client.get("/admin/"), page)
        self.assertNotContains(self.client.get(page), "Confirm…")
        self.client.force_login(self.second)
        self.assertContains(self.client.get("/admin/"), page)
        self.assertContains(self.client.get(LIST), "Officer")
        self.assertContains(self.client.get(page), "Covers")
        step = reverse("admin:commitments_accountchange_step_confirm", args=(change.pk,))
        self.client.post(step, {"answer": "Seen"})
        self.assertEqual(User.objects.get(pk=self.cast.officer.pk).clearance, Classification.SECRET)

    def test_it_is_taken_back_by_who_proposed_it_and_refused_with_a_reason(self) -> None:
        change = self.proposed()
        steps = {
            name: reverse(f"admin:commitments_accountchange_step_{name}", args=(change.pk,))
            for name in ("confirm", "refuse", "take-back")
        }
        self.client.post(steps["confirm"], {"answer": ""})
        self.client.force_login(self.second)
        self.client.post(steps["take-back"])
        self.client.post(steps["refuse"], {"answer": ""})
        change.refresh_from_db()
        self.assertEqual(change.state, ApprovalState.PENDING)
        self.client.force_login(self.cast.administrator)
        self.client.post(steps["take-back"])
        change.refresh_from_db()
        self.assertEqual(change.state, ApprovalState.WITHDRAWN)

    def test_the_list_is_for_who_is_concerned(self) -> None:
        change = self.proposed()
        page = reverse("admin:commitments_accountchange_change", args=(change.pk,))
        for person in self.cast.everybody:
            concerned = person.role in {Role.ADMINISTRATOR, Role.DIVISION_HEAD, Role.AUDITOR}
            self.client.force_login(person)
            found = self.client.get(page).status_code
            with self.subTest(str(person)):
                self.assertEqual(found == 200, concerned)

    def test_closing_is_one_press_with_its_reason(self) -> None:
        step = reverse("admin:commitments_user_step_close", args=(self.cast.officer.pk,))
        self.assertContains(self.client.get(step), "The account is deactivated at once.")
        self.client.post(step, {"reason": "Lost telephone"})
        self.assertFalse(User.objects.get(pk=self.cast.officer.pk).is_active)


class ArrivingTests(Case):
    def sent(self, **values: object) -> dict[str, object]:
        return {
            "name": "Lee",
            "username": "lee",
            "email": "lee@example.org",
            "language": "ko",
            "role": "focal_point",
            "clearance": 1,
            "ministry": self.cast.police.pk,
            "invites": "on",
            "function": PostFunction.FOCAL_POINT.value,
            **values,
        }

    def test_account_post_and_invitation_in_one_form_shown_first(self) -> None:
        page = reverse("admin:commitments_user_add")
        self.assertContains(self.client.get(page), "Add a user")
        shown = self.client.post(page, self.sent(post="Liaison", _preview=1))
        self.assertContains(shown, "commitments that involve National Police Agency")
        self.assertContains(shown, "The permissions apply at once.")
        self.assertFalse(User.objects.filter(username="lee").exists())
        bell = mock.patch("commitments.tasks.send_invitation.delay")
        with bell as rung, self.captureOnCommitCallbacks(execute=True):
            self.client.post(page, self.sent(post="Liaison", _do=1))
        person = User.objects.get(username="lee")
        self.assertEqual([call.args for call in rung.call_args_list], [(person.pk,)])
        self.assertEqual((person.clearance, person.ministry), (1, self.cast.police))
        self.assertFalse(person.has_usable_password())
        self.assertEqual(person.official.post, "Liaison")

    def test_more_than_one_person_gives_waits_for_another(self) -> None:
        page = reverse("admin:commitments_user_add")
        shown = self.client.post(page, self.sent(role="validating_authority", clearance=2, _preview=1))
        self.assertContains(shown, "One administrator cannot grant these permissions alone.")
        self.client.post(page, self.sent(role="validating_authority", clearance=2, _do=1))
        person, change = User.objects.get(username="lee"), AccountChange.objects.get()
        self.assertEqual((person.role, person.clearance, person.ministry), (Role.READER, 0, None))
        changes.confirm_change(change, by=self.second, now=timezone.now())
        person.refresh_from_db()
        self.assertEqual((person.role, person.clearance), (Role.VALIDATING_AUTHORITY, 2))
        self.assertEqual(person.ministry, self.cast.police)

    def test_a_post_on_record_is_taken(self) -> None:
        free = Official.objects.create(country=self.cast.korea, ministry=self.cast.police, post="Desk")
        page = reverse("admin:commitments_user_add")
        taken = Official.objects.get(user=self.cast.validator)
        self.assertContains(self.client.post(page, self.sent(takes=taken.pk, _do=1)), "valid choice")
        self.client.post(page, self.sent(takes=free.pk, _do=1))
        free.refresh_from_db()
        self.assertEqual(free.user, User.objects.get(username="lee"))

    def test_what_is_wrong_is_told_at_its_field(self) -> None:
        page = reverse("admin:commitments_user_add")
        for sent, said in (
            (self.sent(_do=1, email=""), "Enter the email address for the invitation."),
            (self.sent(_do=1, username="officer"), "already exists"),
            (self.sent(_do=1, ministry=""), "Select a ministry."),
            (self.sent(_do=1, language="tlh"), "valid choice"),
            (self.sent(_do=1, time_zone="Moon/Tycho"), "Enter a valid time zone"),
            (self.sent(_do=1, ministry=self.cast.mofa.pk, takes=10**6), "valid choice"),
        ):
            with self.subTest(said):
                self.assertContains(self.client.post(page, sent), said)
        self.assertFalse(User.objects.filter(username="lee").exists())

    def test_many_are_invited_at_once_or_none(self) -> None:
        page = reverse("admin:commitments_user_invite")
        text = "Lee Min, lee@example.org, KNPA, ko\nOh Ra, oh@example.org, KNPA\n"
        wrong = self.client.post(page, {"text": text + "No, no, No", "_preview": 1})
        self.assertContains(wrong, "1 line to correct")
        self.client.post(page, {"text": text + "No, no, No", "_do": 1})
        self.assertFalse(User.objects.filter(username="lee").exists())
        self.assertContains(self.client.post(page, {"text": text, "_preview": 1}), "2 people to invite")
        self.client.post(page, {"text": text, "_do": 1})
        self.assertEqual(User.objects.filter(invited_at__isnull=False).count(), 2)
        people = reverse("admin:commitments_user_changelist")
        listed = self.client.get(people, {"come": "no", "q": "example.org"})
        self.assertContains(listed, "invited on ")
        self.assertContains(self.client.post(page, {"text": " "}), "Paste the lines")
        self.client.force_login(self.cast.officer)
        self.assertEqual(self.client.get(page).status_code, 404)

    def test_a_first_line_without_an_address_is_shown_with_its_fault(self) -> None:
        page = reverse("admin:commitments_user_invite")
        text = "Lee Min, lee at example.org, KNPA\nOh Ra, oh@example.org, KNPA\n"
        shown = self.client.post(page, {"text": text, "_preview": 1})
        self.assertContains(shown, "1 line to correct")
        self.assertIn("Lee Min<ul class=", flat(shown.content.decode()))
        self.assertContains(shown, "Enter a valid email address as the second part.")
        self.client.post(page, {"text": text, "_do": 1})
        self.assertFalse(User.objects.filter(invited_at__isnull=False).exists())

    def test_a_head_invites_for_whom_the_desk_deals_with(self) -> None:
        self.client.force_login(self.cast.head)
        page = reverse("admin:commitments_user_invite")
        text = "Lee Min, lee@example.org, KNPA, ko\n"
        self.assertContains(
            self.client.post(page, {"text": text, "_preview": 1}),
            "only from ministries that take part in commitments with your partners",
        )
        make.commitment(self.cast)
        self.assertContains(self.client.get(reverse("admin:commitments_user_changelist")), page)
        self.client.post(page, {"text": text, "_do": 1})
        person = User.objects.get(username="lee")
        self.assertEqual((person.role, person.ministry), (Role.FOCAL_POINT, self.cast.police))
        self.assertContains(self.client.get(self.page("change", person)), "Send invitation")


class LeavingTests(Case):
    item: ClassVar[Commitment]
    post: ClassVar[Official]
    heir: ClassVar[User]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cast = cls.cast
        cls.post = Official.objects.create(
            country=cast.korea, ministry=cast.police, post="Liaison", person="Focal", user=cast.focal_point
        )
        cls.item = make.commitment(cast, make.outcome(cast))
        cls.item.responsibilities.filter(ministry=cast.police).update(official=cls.post)
        cls.heir = User.objects.create_user(
            "heir", "heir@example.org", name="Heir", role=Role.FOCAL_POINT, ministry=cast.police, clearance=1
        )
        today = timezone.localdate()
        Absence.objects.create(
            person=cast.validator, deputy=cast.focal_point, starts_on=today, ends_on=today, recorded_at=NOW
        )

    def test_what_the_person_holds_is_shown_and_handed_over_in_one_act(self) -> None:
        page = self.page("leave", self.cast.focal_point)
        shown = self.client.get(page)
        self.assertContains(shown, "Deputy for")
        self.assertNotContains(shown, self.item.title)
        sent = {"left_on": timezone.localdate().isoformat(), "successor": self.heir.pk, "_do": 1}
        self.assertEqual(self.client.post(page, sent).status_code, 302)
        self.post.refresh_from_db()
        new = Official.objects.get(user=self.heir)
        self.assertEqual((self.post.ends_on, new.post), (timezone.localdate(), "Liaison"))
        self.assertTrue(self.item.responsibilities.filter(official=new).exists())
        self.assertEqual(Absence.objects.get().deputy, self.heir)
        self.assertFalse(User.objects.get(pk=self.cast.focal_point.pk).is_active)

    def test_a_head_reads_what_is_to_be_handed_over_and_does_not_do_it(self) -> None:
        page = self.page("leave", self.cast.focal_point)
        self.client.force_login(self.cast.head)
        shown = self.client.get(page)
        self.assertContains(shown, self.item.title)
        self.assertContains(shown, "Only an administrator can remove a user.")
        self.client.post(page, {"left_on": timezone.localdate().isoformat(), "_do": 1})
        self.assertTrue(User.objects.get(pk=self.cast.focal_point.pk).is_active)

    def test_a_day_to_come_and_a_stranger_are_refused_and_nothing_is_done(self) -> None:
        page = self.page("leave", self.cast.focal_point)
        today = timezone.localdate()
        later = {"left_on": today.replace(year=today.year + 1).isoformat(), "_do": 1}
        self.assertContains(self.client.post(page, later), "This date is in the future.")
        stranger = {"left_on": today.isoformat(), "successor": self.cast.stranger.pk, "_do": 1}
        self.assertContains(self.client.post(page, stranger), "valid choice")
        self.assertTrue(User.objects.get(pk=self.cast.focal_point.pk).is_active)
        self.assertIsNone(Official.objects.get(pk=self.post.pk).ends_on)

    def test_without_a_successor_the_items_are_without_a_living_owner(self) -> None:
        page = self.page("leave", self.cast.focal_point)
        self.client.post(page, {"left_on": timezone.localdate().isoformat(), "_do": 1})
        self.assertTrue(self.item.responsibilities.filter(official=self.post).exists())
        self.assertEqual(Absence.objects.get().deputy, self.cast.focal_point)
