"""Who follows whom in a post."""

import datetime

from django.test import TestCase

from commitments.audit import log
from commitments.enums import Classification, CommitmentState, PostFunction, Role
from commitments.errors import Refused
from commitments.lifecycle import owners
from commitments.models import Commitment, Official, User
from commitments.parties import appointments
from tests import make
from tests.cast import NOW, TODAY, Cast, gather

ONE_DAY = datetime.timedelta(days=1)
LEFT = TODAY - 8 * ONE_DAY


class PostTests(TestCase):
    cast: Cast
    kim: Official
    open_item: Commitment
    closed: Commitment

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast = gather()
        cls.kim = Official.objects.create(
            country=cast.korea, ministry=cast.police, post="Director", person="Kim", precedence=7
        )
        cls.kim.names.create(language="ko", person="김", post="국장")
        point = make.outcome(cast)
        cls.open_item = make.commitment(cast, point, state=CommitmentState.IN_PROGRESS)
        cls.closed = make.commitment(cast, point, state=CommitmentState.FULFILLED)
        for item in (cls.open_item, cls.closed):
            item.responsibilities.update(official=cls.kim)

    def appoint(self, official: Official | None = None, **values: object) -> Official | None:
        values = {"left_on": LEFT, "by": self.cast.officer, "now": NOW, **values}
        return appointments.appoint_successor(official or self.kim, **values)  # type: ignore[arg-type]

    def refused(self, official: Official | None = None, **values: object) -> str:
        with self.assertRaises(Refused) as caught:
            self.appoint(official, **values)
        return caught.exception.code

    def named(self, item: Commitment) -> Official | None:
        return item.responsibilities.get().official

    def test_the_successor_holds_the_same_post_and_the_open_items(self) -> None:
        lee = self.appoint(person="Lee", email="lee@example.org")
        assert lee is not None
        self.kim.refresh_from_db()
        self.assertEqual((self.kim.ends_on, lee.starts_on), (LEFT, LEFT + ONE_DAY))
        self.assertEqual(
            (lee.post, lee.person, lee.ministry, lee.precedence), ("Director", "Lee", self.cast.police, 7)
        )
        self.assertEqual([(n.post, n.person) for n in lee.names.all()], [("국장", "")])
        self.assertEqual((self.named(self.open_item), self.named(self.closed)), (lee, self.kim))
        row = log.list_history(self.open_item).first()
        assert row is not None
        self.assertEqual((row.before, row.after), ({"official_id": self.kim.pk}, {"official_id": lee.pk}))
        self.assertEqual(row.reason, "succeeded by Lee")

    def test_while_nobody_follows_the_item_has_no_living_owner(self) -> None:
        self.assertIsNone(self.appoint())
        self.assertEqual(self.named(self.open_item), self.kim)
        gone = owners.without_current_owner(Commitment.objects.all(), TODAY)
        self.assertEqual(list(gone), [self.open_item])
        self.appoint(person="Lee")
        self.assertFalse(owners.without_current_owner(Commitment.objects.all(), TODAY).exists())

    def test_the_ministry_may_answer_with_nobody_named(self) -> None:
        self.appoint(release=True)
        self.assertIsNone(self.named(self.open_item))
        self.assertEqual(self.named(self.closed), self.kim)

    def test_accounts_are_for_the_administrator(self) -> None:
        validator = Official.objects.get(user=self.cast.validator)
        self.assertEqual(self.refused(validator, person="Lee"), "administrator")
        new = User.objects.create_user(
            "new", "new@example.org", name="New", role=Role.VALIDATING_AUTHORITY, ministry=self.cast.police
        )
        new.clearance = Classification.RESTRICTED
        self.assertEqual(self.refused(person="Lee", user=new), "forbidden")
        by = self.cast.administrator
        lee = self.appoint(validator, person="New", user=new, close_account=True, by=by)
        assert lee is not None
        self.assertEqual((lee.user, lee.function), (new, PostFunction.VALIDATING_AUTHORITY))
        self.cast.validator.refresh_from_db()
        self.assertFalse(self.cast.validator.is_active)

    def test_the_account_of_an_office_passes_to_who_follows(self) -> None:
        validator = Official.objects.get(user=self.cast.validator)
        by, user = self.cast.administrator, self.cast.validator
        lee = self.appoint(validator, person="Lee", user=user, close_account=True, by=by)
        assert lee is not None
        user.refresh_from_db()
        validator.refresh_from_db()
        self.assertEqual((lee.user, validator.user, user.is_active), (user, None, True))

    def test_nonsense_is_refused(self) -> None:
        by = self.cast.administrator
        held = self.cast.validator
        cases: dict[str, dict[str, object]] = {
            "future": {"left_on": TODAY + ONE_DAY},
            "order": {"person": "Lee", "starts_on": LEFT},
            "needs_person": {"user": self.cast.focal_point},
            "account": {"person": "Lee", "user": self.cast.reader},
            "forbidden": {"by": self.cast.focal_point},
        }
        for code, values in cases.items():
            with self.subTest(code):
                self.assertEqual(self.refused(None, **{"by": by, **values}), code)
        self.assertEqual(self.refused(person="Lee", user=held, by=by), "account")
        self.kim.starts_on = LEFT + ONE_DAY
        self.assertEqual(self.refused(), "order")
        abroad = self.cast.embassy_officer
        self.assertEqual(self.refused(by=abroad), "forbidden")
