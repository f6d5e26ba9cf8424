"""The words that people read: plain words, short sentences, buttons with a verb, and sentence case.

`NOT_USED` lists the words that the product has replaced, each with the words to use. An exception is listed
with its reason.
"""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.test import SimpleTestCase

from tests.shape import ROOT, own_modules

CATALOGUE = ROOT / "commitments" / "locale" / "ko" / "LC_MESSAGES" / "django.po"
TEMPLATES = ROOT / "templates"
MOST_ON_SCREENS, MOST_IN_DOCUMENTS = 20, 25
# So many commas make a list.
LISTED = 8

NOT_USED = {
    r"(?:some|any)body|nobody(?! has)|whoever|whosoever": "another user, no users, the recipient",
    r"stands?(?!-)|stood": "is, is shown, is recorded",
    r"told|tells?": "notified, shows, states",
    r"mend(?:s|ed|ing)?": "correct",
    r"brings?|brought": "import, add",
    r"anew|by itself|of (?:his|her) own": "again, automatically",
    r"thereof|wherein": "a sentence of its own",
    r"mails?(?! servers?\b)|mailed": "email",
    r"sweeps?|ladders?|rungs?": "reminder run, reminder schedule, reminder step",
    r"puts? off|call(?:ed)? off": "postpone, cancel",
    r"chase[sd]?|chasing": "follow up",
    r"dormant|let it rest|take up again": "suspended, resume",
    r"no living owner": "no current owner",
    r"log of openings": "access log",
    r"(?<!single )(?<!single-)sign-on|name for signing in": "single sign-on, username",
    r"duty box": "duty mailbox",
    r"given out|allotted": "issued, recall",
    r"taken (?:back|out|up|away)": "undone, exported, imported, withdrawn",
    r"on record": "recorded",
    r"work sheets?|note sheets?|topic sheets?": "update form, meeting notes, topic brief",
    r"releasable(?! to\b)": "public version, approved for publication",
    r"(?<!proposed )wordings": "wording",
    r"last word": "latest update",
    r"standing bod(?:y|ies)": "mechanism",
    r"lies ahead|lie ahead": "upcoming",
    r"a day off": "public holiday",
    r"needs you": "needs your input",
    r"as it is|as they are": "a sentence that names the state",
    r"the own": "your own, its own",
    r"please": "the request without it",
    r"(?<!there )(?:is|are|was|were|be) none": "is not valid, does not exist",
}
FORBIDDEN = {re.compile(rf"\b(?:{words})\b", re.IGNORECASE): use for words, use in NOT_USED.items()}

# A text in which a word of the list is right, and why.
RIGHT: dict[str, str] = {}
# Documents with longer sentences, and why.
LONGER: dict[str, str] = {}
# Names that keep their capital within a sentence: of screens, programs, languages, keys and months.
NAMES = frozenset(
    """
    My Commitments Ministries Holidays Reject Annex Word Hangul English Korean Chinese Khmer French Asia Enter
    Shift Tab Esc Ctrl Thank No Sunday Saturdays January February March April May June July August
    Penh Cambodia Korea Foreign Affairs
    September October November December Jan Feb Mar Apr Jun Jul Aug Sep Oct Nov Dec
    """.split()  # noqa: SIM905
)

# What a button begins with.
VERBS = frozenset(
    """
    Accept Acknowledge Add Analyse Answer Approve Ask Assign Cancel Change Check Choose Clear Close
    Confirm Continue Copy Correct Create Deactivate Decide Delete Discard Discontinue Dismiss Download
    Edit End Enter Exclude Export Extend Finish Go Grant Import Invite Issue Keep Leave Log Mark Merge
    Move Open Pause Plan Postpone Prepare Preview Print Process Propose Raise Reactivate Read Recall Record
    Reject Remove Reopen Replace Report Request Reset Restore Resume Retry Return Review Revoke Save
    Search Select Send Set Show Sign Skip Split Start Submit Suspend Try Turn Undo Update Upload Use
    Validate Withdraw Write
    """.split()  # noqa: SIM905
)
# Buttons of one verb: their object is on the same line or in the title of the page.
ALONE = frozenset(
    """
    Accept Acknowledge Approve Cancel Close Confirm Continue Decide Delete Discard Dismiss Edit Exclude
    Go Preview Print Raise Recall Record Reject Remove Revoke Save Search Show Split Submit Undo Update
    Validate Withdraw
    """.split()  # noqa: SIM905
)
# Buttons without a verb, and why.
NO_VERB = {
    "Yes, this was me": "the answer to the question of an email about sign-in",
    "Return to the columns": "a way back",
    "Back to sign-in": "a way back",
}


def find_words(text: str) -> list[str]:
    """Return the words of a text that are not used; those of an exception and placeholders are left out."""
    for exception in RIGHT:
        text = text.replace(exception, " ")
    text = re.sub(r"%\(\w+\)[sd]|\{\w*\}", "x", text)
    return [found[0] for pattern in FORBIDDEN if (found := pattern.search(text))]


def split_sentences(text: str) -> list[str]:
    """Part a text at full stops, colons, semicolons and line ends."""
    return [part for part in re.split(r"(?<=[.!?:;])\s+|\n+", text) if part.strip()]


def find_long(sentences: Iterable[str], most: int) -> list[str]:
    """Return the sentences with too many words; a list of names or codes is no sentence."""
    return [one for one in sentences if len(one.split()) > most and one.count(",") < LISTED]


def find_capitals(text: str) -> list[str]:
    """Return the words within a sentence that have a capital without being a name."""
    found = []
    for part in re.split(
        r"[.!?:;“”‘\"(•·|]|\n|, (?=[A-Z])", re.sub(r"%\(\w+\)[sd]|<[^>]+>", " x ", text.replace("**", ""))
    ):
        words = re.findall(r"[^\W\d_][\w’'-]*", part)
        found += [word for word in words[1:] if re.fullmatch(r"[A-Z][a-z]+", word) and word not in NAMES]
    return found


def find_button_faults(text: str) -> str:
    """Return what is wrong with the words of a button; empty where nothing is."""
    first, *rest = text.rstrip("…").split() or [""]
    if text in NO_VERB:
        return ""
    if first not in VERBS:
        return f"{text}: begins with no verb"
    return "" if rest or first in ALONE else f"{text}: has no object"


@cache
def read_screens() -> tuple[str, ...]:
    """Return every text of the screens, emails and packets in English, as the catalogue collects them."""
    entries = re.findall(r'^msgid(?:_plural)? ((?:".*"\n)+)', CATALOGUE.read_text(), re.MULTILINE)
    texts = ("".join(json.loads(part) for part in entry.splitlines()) for entry in entries)
    return tuple(dict.fromkeys(text for text in texts if text))


def read_buttons() -> Iterator[str]:
    """Yield the words of each button: in templates, and of the steps of records in the code."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        for button in re.findall(r"<button\b.*?</button>", path.read_text(), re.DOTALL):
            words = re.sub(
                r'<span class="visually-hidden">.*?</span>|<kbd.*?</kbd>', "", button, flags=re.DOTALL
            )
            yield from re.findall(r'>\s*\{% translate "([^"]+)"', words)
    for module in own_modules("commitments"):
        for node in ast.walk(ast.parse(module.source)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("StepButton"):
                label = node.args[1] if len(node.args) > 1 else None
                label = next((one.value for one in node.keywords if one.arg == "label"), label)
                if isinstance(label, ast.Call) and isinstance(label.args[-1], ast.Constant):
                    yield str(label.args[-1].value)


def read_emails() -> Iterator[tuple[str, str]]:
    """Yield the templates of emails with their words alone."""
    for folder in ("emails", "account/email"):
        for path in sorted((TEMPLATES / folder).rglob("*.*")):
            text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", " ", path.read_text(), flags=re.DOTALL)
            yield path.name, text


def list_documents() -> list[Path]:
    """List the documents that people read, those of engineers included."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]


def read_document(text: str) -> str:
    """Return the words of a document: no code, addresses or marks, and a line for each cell of a table."""
    text = re.sub(r"^```.*?^```|^(?: {4}|\t)[^\n]*$", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"`[^`]*`", "x", re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text))
    text = re.sub(r"^[ \t]*(?:[#>*-]+|\d+\.)[ \t]+|\|", "\n\n", text, flags=re.MULTILINE)
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text)


class WordTests(SimpleTestCase):
    maxDiff = None

    def test_screens_use_the_words_of_the_glossary(self) -> None:
        self.assertGreater(len(read_screens()), 4000)
        self.assertEqual([(text, found) for text in read_screens() if (found := find_words(text))], [])

    def test_emails_use_the_words_of_the_glossary(self) -> None:
        emails = list(read_emails())
        self.assertGreater(len(emails), 20)
        self.assertEqual([(name, found) for name, text in emails if (found := find_words(text))], [])

    def test_documents_use_the_words_of_the_glossary(self) -> None:
        for path in list_documents():
            with self.subTest(path.name):
                parts = split_sentences(read_document(path.read_text()))
                self.assertEqual([(part, found) for part in parts if (found := find_words(part))], [])

    def test_titles_of_decisions_use_the_words_of_the_glossary(self) -> None:
        titles = [path.read_text().split("\n")[0] for path in (ROOT / "docs" / "decisions").glob("*.md")]
        self.assertEqual([(title, found) for title in titles if (found := find_words(title))], [])

    def test_sentences_of_screens_are_short(self) -> None:
        self.assertEqual([one for text in read_screens() for one in find_long(split_sentences(text), 20)], [])

    def test_sentences_of_documents_are_short(self) -> None:
        for path in list_documents():
            with self.subTest(path.name):
                parts = split_sentences(read_document(path.read_text()))
                found = find_long(parts, MOST_IN_DOCUMENTS)
                self.assertEqual(bool(found), path.name in LONGER, found)

    def test_buttons_have_a_verb_and_an_object(self) -> None:
        buttons = set(read_buttons())
        self.assertGreater(len(buttons), 100)
        self.assertEqual(sorted(filter(None, map(find_button_faults, buttons))), [])

    def test_texts_have_sentence_case(self) -> None:
        self.assertEqual([(text, found) for text in read_screens() if (found := find_capitals(text))], [])

    def test_docstrings_begin_with_a_verb_of_the_code(self) -> None:
        begun = []
        for module in own_modules("commitments"):
            for node in ast.walk(ast.parse(module.source)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    doc = ast.get_docstring(node) or ""
                    if re.match(r"(?:Gives?|Says?|Tells?|Brings?|Puts?|Holds?) ", doc):
                        begun.append(f"{module.name}.{node.name}: {doc[:60]}")
        self.assertEqual(begun, [])


class ProbeTests(SimpleTestCase):
    def test_what_is_wrong_is_found(self) -> None:
        for text in (
            "Somebody let it rest",
            "the mail was sent",
            "No sweep yet",
            "It stands there",
            "Please wait.",
        ):
            self.assertTrue(find_words(text), text)
        self.assertTrue(find_long(split_sentences("word " * 21), MOST_ON_SCREENS))
        self.assertEqual(find_capitals("Open the Reminder schedule"), ["Reminder"])
        self.assertTrue(find_button_faults("Briefing packet"))
        self.assertTrue(find_button_faults("Import"))
        self.assertTrue(find_words(read_document("# A page\n\nIt is `told`, and\nnobody knows.")))

    def test_what_is_right_is_not_found(self) -> None:
        for text in ("Nobody has reported yet.", "The mail server is slow.", "Single sign-on", "`told`"):
            self.assertEqual(find_words(read_document(text)), [], text)
        self.assertEqual(find_capitals("Open My desk. Then select Reject."), [])
        self.assertEqual(find_button_faults("Import spreadsheet"), "")
        self.assertEqual(find_long(split_sentences("word " * 20), MOST_ON_SCREENS), [])

    def test_each_exception_is_needed(self) -> None:
        texts = "\n".join(read_screens())
        for exception in RIGHT:
            self.assertIn(exception, texts)
        self.assertEqual(set(NO_VERB) - set(read_buttons()), set())
