"""An officer's own list: arranged, saved, come back to, taken along as a sheet; and on record that it was."""

import html
import io
import re
from typing import ClassVar

from django.test import TestCase
from openpyxl import load_workbook

from commitments.enums import Classification, CommitmentState, OwedBy
from commitments.language.phrases.specification import on_day
from tests import make
from tests.cast import TODAY, Cast, gather
from tests.flat import flat

LIST = "/admin/commitments/commitment/"
LATE = TODAY.replace(year=2020)


class OwnList(TestCase):
    cast: ClassVar[Cast]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = cast = gather()
        going, late = CommitmentState.IN_PROGRESS, on_day(LATE, "by the spring of 2020")
        make.commitment(cast, title="Lend six lamps", deadline=late, state=going)
        make.commitment(cast, title="Name a contact", owed_by=OwedBy.THEIRS, deadline=late, state=going)
        make.commitment(
            cast, title="Kept closely", deadline=late, classification=Classification.SECRET, state=going
        )

    def setUp(self) -> None:
        self.client.force_login(self.cast.officer)

    def page(self, address: str) -> str:
        response = self.client.get(address, follow=True)
        self.assertEqual(response.status_code, 200, address)
        return flat(response.content.decode())

    def link(self, page: str, words: str) -> str:
        """Find where a link with these words leads."""
        found = re.search(rf'href="([^"]*)"[^>]*>{re.escape(words)}\b', page)
        assert found is not None, words
        address = html.unescape(found[1])
        return LIST + address if address.startswith("?") else address

    def send(self, page: str, button: str, **values: object) -> str:
        """Send the form that has this button, with what it carries."""
        form = next(
            form
            for form in re.findall(r'<form method="post".*?</form>', page, re.DOTALL)
            if f">{button}</button>" in form
        )
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
        address = re.search(r'action="([^"]+)"', form)
        assert address is not None
        kept = {name: html.unescape(value) for name, value in hidden}
        response = self.client.post(address[1], {**kept, **values}, follow=True)
        self.assertEqual(response.status_code, 200)
        return flat(response.content.decode())

    def test_it_is_arranged_saved_come_back_to_and_taken_along(self) -> None:
        page = self.page(self.link(self.page(LIST), "Overdue"))
        page = self.page(self.link(page, "their side"))
        self.assertIn("Name a contact", page)
        self.assertNotIn("Lend six lamps", page)

        page = self.send(page, "Save columns", column=["due_on", "meeting", "classification"])
        self.assertIn("Name a contact", page)
        page = self.send(page, "Save", name="To chase on Monday")
        self.assertIn("View saved: To chase on Monday.", page)

        page = self.page(self.link(self.page(LIST), "To chase on Monday"))
        self.assertIn("This view", page)
        taken = self.client.get(self.link(page, "Spreadsheet"))
        sheet = load_workbook(io.BytesIO(taken.content)).worksheets[0]
        said, heads, row = ([cell.value for cell in line] for line in sheet["A1":"J3"])
        self.assertIn("RESTRICTED · Commitments: Overdue · responsible side: their side", str(said[0]))
        self.assertIn("by Officer · 1 item", str(said[0]))
        self.assertEqual(heads[:3], ["Reference", "Short title", "Due date"])
        self.assertEqual(heads[-2:], ["Meeting", "Classification"])
        self.assertEqual((row[1], row[-1]), ("Name a contact", "Restricted"))
        self.assertEqual(sheet.max_row, 3)

        self.client.force_login(self.cast.head)
        page = self.page(LIST)
        self.assertNotIn("To chase on Monday", page)
        self.assertIn("Kept closely", page)
        self.client.force_login(self.cast.auditor)
        history = self.page(f"/admin/commitments/user/{self.cast.officer.pk}/history/")
        self.assertIn("list exported", history.lower())
        self.assertIn("side=theirs", history)

        self.client.force_login(self.cast.officer)
        page = self.send(self.page(f"{LIST}?side=theirs&view=overdue"), "Rename", _delete="")
        self.assertIn("View deleted: To chase on Monday.", page)
