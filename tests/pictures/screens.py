"""Every screen of the user guide: its name, who looks at it, and how one comes there."""

from dataclasses import dataclass

BASE = "/admin/commitments"
# Stands for the first answer page that a mail names.
ANSWER = "/reply/"


@dataclass(frozen=True, slots=True)
class Screen:
    """One picture.

    `path` is opened; then the record whose name is `record` in that list; then `select` rows are ticked,
    what says each word of `press` is pressed in turn, a table of these `rows` is chosen as the file, `fill`
    types into fields by name, and what says each word of `after` is pressed.
    """

    name: str
    path: str
    record: str = ""
    press: tuple[str, ...] = ()
    user: str = "desk"
    fill: tuple[tuple[str, str], ...] = ()
    select: int = 0
    rows: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


# As a ministry keeps its list: a good row, one with words of its own for a stage, one without wording.
LIST = (
    "No.;Agreed action;Lead ministry;Deadline;Status",
    "1;Our side will send two trainers.;Skills Institute;by 30 June 2027;",
    "2;Our side will send the course books.;Skills Institute;in the coming months;implemented",
    "3;;Skills Institute;;",
)

# What a desk writes after a call: a request, an undertaking with a day and one without, thanks.
READOUT = """The directors-general discussed online fraud on 24 November.

The Korean side asked the Valdorian side to keep the port hotline open on weekends. The Valdorian side agreed
to send its list of reported addresses by 15 January 2027.

Both sides will compare their lists before the 3rd session of the Joint Commission. The Korean side thanked
the Valdorian side for its help in October.
"""

SCREENS = (
    Screen("sign-in", "/accounts/login/", user=""),
    Screen("second-factor", "/accounts/two-step/app/"),
    Screen("sessions", "/accounts/sessions/"),
    Screen("desk", "/admin/"),
    Screen("desk-line", "/admin/", press=("Ask for an update",)),
    Screen("desk-head", "/admin/", user="head"),
    Screen("desk-focal-point", "/admin/", user="focal"),
    Screen("desk-reader", "/admin/", user="reader"),
    Screen("answer", ANSWER, user=""),
    Screen("find", "/admin/search/?q=port"),
    Screen("commitments", f"{BASE}/commitment/", select=3),
    Screen("together", f"{BASE}/commitment/", press=("Log a follow-up",), select=4),
    Screen("columns", f"{BASE}/commitment/", press=("Columns",)),
    Screen("save-view", f"{BASE}/commitment/?view=theirs", press=("Save view",)),
    Screen("export", f"{BASE}/commitment/", press=("Export",)),
    Screen("commitment", f"{BASE}/commitment/?view=all", "Cybersecurity guide in Valdorian"),
    Screen(
        "another-date",
        f"{BASE}/commitment/?view=all",
        "Open the online course to Valdoria",
        press=("Request an extension",),
        fill=(("wording", "within 45 working days"),),
    ),
    Screen("history", f"{BASE}/commitment/?view=all", "Paper on pilots' licences", press=("History",)),
    Screen("meetings", f"{BASE}/meeting/"),
    Screen("meeting-ahead", f"{BASE}/meeting/", "3rd session of the Joint Commission"),
    Screen("brief", f"{BASE}/meeting/", "3rd session of the Joint Commission", press=("Core brief",)),
    Screen("topic-sheet", f"{BASE}/meeting/", "3rd session of the Joint Commission", press=("T1 Ports",)),
    Screen("plan-a-meeting", f"{BASE}/meeting/?", press=("Plan a meeting",)),
    Screen("record-a-meeting", f"{BASE}/meeting/add/"),
    Screen("meeting-held", f"{BASE}/meeting/", "Video call of the directors-general"),
    Screen(
        "close-a-meeting",
        f"{BASE}/meeting/",
        "Video call of the directors-general",
        press=("Close the meeting",),
    ),
    Screen(
        "note-sheet",
        f"{BASE}/meeting/",
        "Video call of the directors-general",
        press=("Enter meeting notes",),
        fill=(("lines", "NEW theirs a list of the ports by April"),),
    ),
    Screen("meeting-closed", f"{BASE}/meeting/", "Visit of the Minister of External Relations of Valdoria"),
    Screen("statement", f"{BASE}/statement/", "Joint statement on the visit"),
    Screen(
        "reading",
        f"{BASE}/meeting/",
        "Video call of the directors-general",
        press=("Paste text",),
        fill=(("title", "Readout of the call"), ("text", READOUT), ("kind", "our_readout")),
        after=("Add and analyse the text",),
    ),
    Screen(
        "import",
        f"{BASE}/meeting/",
        "Video call of the directors-general",
        press=("Import spreadsheet",),
        rows=LIST,
        fill=(("sender", "Ministry"),),
        after=("Import spreadsheet", "Check the rows"),
    ),
    Screen(
        "matrix", f"{BASE}/meeting/", "3rd session of the Joint Commission", press=("Joint follow-up matrix",)
    ),
    Screen("texts", f"{BASE}/meeting/", "Visit of the Minister", press=("Compare texts",)),
    Screen("packets", f"{BASE}/packet/"),
    Screen("packet-page", f"{BASE}/packet/", "P-XV"),
    Screen("requests", f"{BASE}/approval/", user="head"),
    Screen("ministries", f"{BASE}/ministry/"),
    Screen("ministry", f"{BASE}/ministry/", "Constabulary"),
    Screen("officials", f"{BASE}/official/"),
    Screen("absences", f"{BASE}/absence/"),
    Screen("holidays", f"{BASE}/holiday/"),
    Screen("translations", "/admin/translations/"),
    Screen("reminding", "/admin/reminder-schedule/", user="head"),
    Screen("reminding-look", "/admin/reminder-schedule/", user="head", press=("Preview",)),
    Screen("setting-up", "/admin/setup/", user="administrator"),
    Screen("sending", "/admin/email-delivery/", user="administrator"),
    Screen("reminders", f"{BASE}/reminder/"),
    Screen("questions", f"{BASE}/followup/"),
    Screen("question", f"{BASE}/followup/", "XV-"),
    Screen("question-sheet", f"{BASE}/followup/", "XV-", press=("Print",)),
    Screen("keys", "/admin/keyboard-shortcuts/"),
    Screen("tokens", "/admin/tokens/"),
    Screen("calendar", "/admin/calendar/"),
)
