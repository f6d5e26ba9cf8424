"""What tests of pages share: a form filled in as a browser does, and a verification after each press."""

import re
from typing import Any, ClassVar

import time_machine
from django.db.models import Model
from django.test import TestCase

from commitments.models import AuditRow
from commitments.verification import records
from tests.cast import NOW, Cast, gather
from tests.sealed import tell_all

BASE = "/admin/commitments"
# What a page keeps of the record as the reader saw it.
SEEN = re.compile(r'<input type="hidden" name="(as_[^"]+)" value="([^"]*)"')


class VerifiedCase(TestCase):
    """Records that the history tells of; what a test presses on a page must leave them so."""

    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = gather()
        cls.prepare()
        tell_all()

    @classmethod
    def prepare(cls) -> None:
        """Make what stands before the first page is opened."""

    def setUp(self) -> None:
        super().setUp()
        self.enterContext(time_machine.travel(NOW, tick=True))
        self.client.force_login(self.cast.officer)

    def verify(self) -> None:
        found = [*records.check_history(), *records.check_classification(), *records.check_matrices()]
        self.assertEqual([str(one) for one in found], [])

    def press(self, address: str, by: Any = None, **typed: Any) -> Any:
        """Post to a page, which must write it into the history, and verify."""
        if by is not None:
            self.client.force_login(by)
        told = AuditRow.objects.count()
        answer = self.client.post(address if address.startswith("/") else f"{BASE}/{address}", typed)
        said = "" if answer.context is None else str(answer.context.get("errors", ""))
        self.assertEqual(answer.status_code, 302, f"{address}: {said} {self.errors(answer)}")
        self.assertGreater(AuditRow.objects.count(), told, address)
        self.verify()
        return answer

    def fill(self, address: str, by: Any = None, **typed: Any) -> Any:
        """Open a page of the admin, fill in its form beside what stands there, save it, and verify."""
        if by is not None:
            self.client.force_login(by)
        return self.press(address, **(self.standing(f"{BASE}/{address}") | typed))

    def standing(self, address: str) -> dict[str, Any]:
        """Return what a browser would send of the form of a page as it stands."""
        answer = self.client.get(address)
        context = answer.context
        wrapped = context.get("adminform")
        forms = [wrapped.form if wrapped else context["form"]]
        for inline in context.get("inline_admin_formsets", ()):
            forms += [inline.formset.management_form, *inline.formset.forms]
        fields = [form[name] for form in forms for name in form.fields]
        given = {field.html_name: field.value() for field in fields}
        seen = dict(SEEN.findall(answer.text))
        return {
            name: value for name, value in given.items() if value not in (None, "") and value is not False
        } | seen

    @staticmethod
    def errors(answer: Any) -> list[str]:
        """Return what the forms of a page say is wrong."""
        if answer.context is None:
            return []
        found = []
        for name in ("adminform", "form"):
            if (form := answer.context.get(name)) is not None:
                found.append(str(getattr(form, "form", form).errors.as_json()))
        for inline in answer.context.get("inline_admin_formsets", ()):
            found.append(str(inline.formset.errors))
        return found


def page_of(record: Model, *steps: str) -> str:
    """Return the address of a record's page, or of a step on it."""
    return f"{record._meta.model_name}/{record.pk}/{'/'.join(steps or ('change',))}/"
