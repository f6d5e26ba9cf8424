"""Forms of an import: the file with its sender, its columns, and the meaning of unknown names."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.models import ModelChoiceIterator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.access import querysets, scopes
from commitments.admin.form_fields import PlainForm, offer_to_add
from commitments.admin.permissions import key_of
from commitments.documents.reader import TABLE_ENDINGS, ending_of
from commitments.documents.results import column_letters
from commitments.enums import OPEN_MEETING_STATES, ImportSubject, MeetingState, StatusChoice
from commitments.errors import Refused
from commitments.files import checks
from commitments.models import DAY, Country, Import, Meeting, Ministry, User
from commitments.tables import cells
from commitments.tables.columns import SECTION
from commitments.tables.importer import runs
from commitments.tables.importer.status_words import choose_status

WIDE = {"class": "vTextField"}
# No more columns are drawn; those beyond stay unmapped.
MOST_SHOWN = 40
MEETINGS_SHOWN = 100
FIXED, STATUS = "fixed-", "status-"
STATUS_CHOICES = [
    ("", _("ask for each row")),
    *((value, capfirst(str(label))) for value, label in StatusChoice.choices),
]


class ByRecord(ModelChoiceIterator[Meeting]):
    """Offers meetings with an open record, and separately those for which only reports are imported.

    The last ones, and the requested one: for an older one, start from its own page.
    """

    def __iter__(self) -> Iterator[Any]:
        yield "", self.field.empty_label
        is_open: dict[bool, list[Any]] = {True: [], False: []}
        found = list(self.queryset[:MEETINGS_SHOWN])
        if self.field.initial and self.field.initial not in {meeting.pk for meeting in found}:
            found += self.queryset.filter(pk=self.field.initial)
        for meeting in found:
            is_open[meeting.state in OPEN_MEETING_STATES].append(self.choice(meeting))
        for group, choices in (
            (_("Meetings not closed"), is_open[True]),
            (_("Closed meetings (progress updates, or a supplement)"), is_open[False]),
        ):
            if choices:
                yield group, choices


class MeetingField(forms.ModelChoiceField[Meeting]):
    """A meeting, by whether its record is open."""

    iterator = ByRecord


class UploadForm(PlainForm):
    """A table, what its rows become, and its sender."""

    file = forms.FileField(
        label=_("File"),
        max_length=255,
        help_text=_(
            "spreadsheet (.xlsx, .ods), comma-separated values (.csv), or tables in a document (.docx, .odt, "
            ".hwpx)"
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(TABLE_ENDINGS)}),
    )
    subject = forms.ChoiceField(label=_("Type of record"))
    meeting = MeetingField(
        label=_("Meeting"),
        queryset=querysets.list_none(Meeting),
        required=False,
        help_text=_(
            "Select the meeting at which the commitments were agreed. Progress updates can then refer "
            "to its outcomes by number."
        ),
    )
    sender = forms.CharField(
        label=_("Sender"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs=WIDE),
        help_text=_(
            "Enter the ministry or partner that sent the file. The column settings are kept "
            "for the next file from that sender."
        ),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        subject, meeting = self.fields["subject"], self.fields["meeting"]
        assert isinstance(subject, forms.ChoiceField)
        assert isinstance(meeting, forms.ModelChoiceField)
        found = runs.subjects_of(person)
        subject.choices = [(one.value, capfirst(str(one.label))) for one in found]
        meetings = querysets.list_readable(Meeting, person).filter(country__in=scopes.countries_of(person))
        # Commitments of a closed meeting are proposed as a supplement.
        states = [*OPEN_MEETING_STATES, MeetingState.CLOSED]
        meeting.queryset = meetings.filter(state__in=states).order_by(DAY.desc(nulls_last=True), "-pk")
        meeting.empty_label = _("not stated")
        meeting.initial = key_of(str(self.data.get("meeting") or self.initial.get("meeting") or ""))

    def clean_file(self) -> tuple[str, bytes]:
        """Check the file by name and bytes; say at the field what is wrong with it."""
        given: UploadedFile[bytes] = self.cleaned_data["file"]
        if (given.size or 0) > checks.MOST_BYTES:
            raise ValidationError(
                _(
                    "The file is larger than 25 MB. Divide it into smaller files and upload them one "
                    "at a time."
                )
            )
        name, content = given.name or "", given.read()
        try:
            ending_of(name, content, is_table=True)
        except Refused as refused:
            raise ValidationError(str(refused)) from refused
        return name, content

    def clean(self) -> dict[str, Any]:
        """Ask for the meeting where the rows go into one."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        subject, meeting = found.get("subject"), found.get("meeting")
        if subject == ImportSubject.COMMITMENTS and "meeting" not in self.errors:
            refusal = runs.why_not_into(meeting, self.person) if meeting else None
            if meeting is None:
                self.add_error("meeting", _("Select the meeting at which the commitments were agreed."))
            elif refusal is not None:
                self.add_error("meeting", str(refusal))
        elif subject != ImportSubject.UPDATES:
            found["meeting"] = None
        return found


class ColumnsForm(PlainForm):
    """One choice for each column of the file, and the values for all rows where no column has them."""

    def __init__(self, *args: Any, of: Import, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of
        fields = cells.FIELDS[of.subject]
        none = ("", pgettext_lazy("a column of a table", "not imported"))
        choices = [none, *((one.name, capfirst(str(one.label))) for one in fields)]
        by_column = {column: name for name, column in of.columns.items()}
        self.shown = self._list_columns()
        for column, _head, _samples in self.shown:
            self.fields[f"c{column}"] = forms.ChoiceField(
                label=self.name_of(column), choices=choices, required=False, initial=by_column.get(column, "")
            )
        for number, word in enumerate(self._list_words()):
            self.fields[f"{STATUS}{number}"] = forms.ChoiceField(
                label=word,
                choices=STATUS_CHOICES,
                required=False,
                initial=choose_status(word, of.status_choices),
            )
        for name, label, options in self._whole(fields, person):
            self.fields[f"{FIXED}{name}"] = forms.ChoiceField(
                label=capfirst(str(label)),
                choices=[("", _("as stated in each row")), *options],
                required=False,
                initial=of.fixed.get(name, ""),
            )

    def _list_words(self) -> list[str]:
        """Return the status words in the first rows and those of earlier files, each once."""
        column = self.of.columns.get("status")
        table: dict[str, Any] = next((one for one in self.of.tables if one["number"] == self.of.table), {})
        if self.of.subject != ImportSubject.COMMITMENTS or column is None:
            return []
        words = table.get("words", {}).get(str(column), [])
        found = {
            cells.key_of(word): word
            for word in (*self.of.status_choices, *words)
            if not cells.says_nothing(word)
        }
        return list(found.values())

    def _list_columns(self) -> list[tuple[int, str, str]]:
        """Return the shown columns: number, heading, and the content of the first rows."""
        table = next((one for one in self.of.tables if one["number"] == self.of.table), None)
        rows: Sequence[Sequence[str]] = table["shown"] if table else []
        width = max([len(self.of.headings), *map(len, rows)], default=0)
        found = []
        for column in range(min(width, MOST_SHOWN)):
            head = self.of.headings[column] if column < len(self.of.headings) else ""
            samples = [row[column] for row in rows if column < len(row) and row[column]]
            found.append((column, head, " · ".join(samples)))
        if table and table["sections"]:
            found.append((SECTION, str(_("heading above the rows")), ""))
        return found

    @staticmethod
    def _whole(fields: Sequence[cells.Field], person: User) -> list[tuple[str, Any, list[tuple[str, Any]]]]:
        found: list[tuple[str, Any, list[tuple[str, Any]]]] = []
        for field in fields:
            if field.name == "country":
                countries = querysets.open_rows(Country).order_by("name")
                found.append((field.name, field.label, [(one.iso, str(one)) for one in countries]))
            elif field.choices:
                found.append(
                    (field.name, field.label, [(v, capfirst(str(said))) for v, said in field.choices])
                )
        return found

    @staticmethod
    def name_of(column: int) -> str:
        return str(_("Heading")) if column == SECTION else column_letters(column)

    @property
    def rows(self) -> list[tuple[str, str, str, forms.BoundField]]:
        """Return each column as displayed: letters, heading, samples, the choice."""
        return [
            (self.name_of(column), head, samples, self[f"c{column}"]) for column, head, samples in self.shown
        ]

    @property
    def whole(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(FIXED)]

    def clean(self) -> dict[str, Any]:
        """Check that no two columns fill one field; add an error at the column."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for column, _head, _samples in self.shown:
            name = found.get(f"c{column}")
            if name and name in taken:
                self.add_error(
                    f"c{column}",
                    _("Column %(letters)s already uses this field. Select another field.")
                    % {"letters": taken[name]},
                )
            elif name:
                taken[name] = self.name_of(column)
        return found

    @property
    def columns(self) -> dict[str, int]:
        """Return the column of each field, as selected."""
        chosen = ((self.cleaned_data.get(f"c{column}"), column) for column, _head, _samples in self.shown)
        return {str(name): column for name, column in chosen if name}

    @property
    def words(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(STATUS)]

    @property
    def left_out(self) -> list[str]:
        """Return the columns that are not imported as they are mapped now, by heading or letters."""
        used = set(self.of.columns.values())
        return [head or self.name_of(column) for column, head, _samples in self.shown if column not in used]

    @property
    def statuses(self) -> dict[str, str]:
        """Return how rows with each status word are recorded, as selected."""
        sent = [field for field in self.words if field.html_name in self.data]
        return {str(field.label): str(self.cleaned_data.get(field.name) or "") for field in sent}

    @property
    def fixed(self) -> dict[str, str]:
        """Return the values for all rows."""
        chosen = ((name.removeprefix(FIXED), value) for name, value in self.cleaned_data.items()
                  if name.startswith(FIXED))  # fmt: skip
        return {name: value for name, value in chosen if value}


class NamesForm(PlainForm):
    """The meaning of unknown names: a ministry or side typed or selected, or that it stays not stated.

    `asked` are names and the rows that have them; `said` are earlier answers, "" for not stated. `words` are
    status words and the rows that have them.
    """

    def __init__(
        self,
        *args: Any,
        person: User,
        asked: Sequence[tuple[str, int]],
        said: Mapping[str, str],
        by_name: Mapping[str, int],
        words: Sequence[tuple[str, int]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.words = words
        for number, (word, _rows) in enumerate(words):
            self.fields[f"{STATUS}{number}"] = forms.ChoiceField(
                label=word, choices=STATUS_CHOICES, required=False
            )
        self.asked: list[tuple[str, int | None]] = [*asked, *((name, None) for name in said)]
        self.said, self.by_name = said, by_name
        for number, (name, _count) in enumerate(self.asked):
            self.fields[f"n{number}"] = forms.CharField(
                label=name,
                max_length=200,
                required=False,
                initial=said.get(name, ""),
                widget=forms.TextInput(attrs={**WIDE, "list": "ministries", "autocomplete": "off"}),
            )
            offer_to_add(self.fields[f"n{number}"], Ministry, person, name=name)
            self.fields[f"a{number}"] = forms.BooleanField(
                label=_("record as another name of the ministry"), required=False
            )
            self.fields[f"x{number}"] = forms.BooleanField(
                label=_("not stated"), required=False, initial=said.get(name) == ""
            )

    @property
    def rows(self) -> list[tuple[str, int | None, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Return each name as displayed: the text of the file, the number of rows, and the three fields."""
        return [
            (name, count, self[f"n{number}"], self[f"a{number}"], self[f"x{number}"])
            for number, (name, count) in enumerate(self.asked)
        ]

    @property
    def status_rows(self) -> list[tuple[str, int, forms.BoundField]]:
        """Return each status word as displayed: the word, the number of rows, and the choice."""
        return [(word, count, self[f"{STATUS}{number}"]) for number, (word, count) in enumerate(self.words)]

    def clean(self) -> dict[str, Any]:
        """Find the ministries and sides; say at the field which name is none."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        self.answers: dict[str, int | str | None] = {}
        # Names to record of ministries, so that all other inputs know them too.
        self.added: dict[str, int] = {}
        chosen = ((word, found.get(f"{STATUS}{number}")) for number, (word, _count) in enumerate(self.words))
        self.statuses = {word: str(choice) for word, choice in chosen if choice}
        for number, (name, _count) in enumerate(self.asked):
            typed = " ".join(str(found.get(f"n{number}") or "").split())
            key = self.by_name.get(typed.casefold()) or cells.value_of("owed_by", typed) or None
            if typed and key is None:
                self.add_error(f"n{number}", _("No ministry has this name. Select one from the list."))
            elif key is not None:
                self.answers[name] = key
                if isinstance(key, int) and found.get(f"a{number}"):
                    self.added[name] = key
            elif found.get(f"x{number}"):
                self.answers[name] = 0
            elif name in self.said:
                self.answers[name] = None
        return found
