"""One matrix as its three files: for Word, as a spreadsheet, and as a PDF printed in the throw-away child."""

import datetime
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.template import Context, Engine, Template
from django.utils import translation
from django.utils.translation import gettext as _

from commitments.briefings.press import print_html
from commitments.exchange import book
from commitments.exchange.content import BEFORE, REFERENCE, MatrixContent
from commitments.exchange.word import About, Paper
from commitments.vocabulary import MatrixColumn

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
# A share of the paper's width, and a width in characters of the sheet.
SHARES: Mapping[str, tuple[int, int]] = {
    REFERENCE: (11, 15),
    str(MatrixColumn.WORDING): (21, 48),
    str(MatrixColumn.WORDING_OTHER): (17, 40),
    str(MatrixColumn.OWNER): (9, 16),
    str(MatrixColumn.DUE): (10, 16),
    str(MatrixColumn.STATUS): (9, 14),
    str(MatrixColumn.OURS): (15, 30),
    BEFORE: (15, 30),
    str(MatrixColumn.THEIRS): (17, 40),
}
CPU_SECONDS, WALL_SECONDS = 40, 60


def made(content: MatrixContent, ending: str, at: datetime.datetime) -> bytes:
    """Give one file of a matrix; Refused where the PDF cannot be printed."""
    with translation.override(content.languages[0]):
        foot = _("%(reference)s · sent for your remarks") % {"reference": content.reference}
        match ending:
            case "docx":
                return _docx(content, at, foot)
            case "xlsx":
                return _xlsx(content, at, foot)
            case _:
                return _pdf(content, foot)


def _docx(content: MatrixContent, at: datetime.datetime, foot: str) -> bytes:
    about = About(
        title=f"{content.title} {content.reference}",
        language=content.languages[0],
        marking=content.marking,
        foot=foot,
        at=at,
        is_landscape=True,
    )
    paper, columns = Paper(about), content.columns()
    paper.title(" · ".join(dict.fromkeys(content.titles)))
    for language, line in zip(content.languages, content.about, strict=True):
        paper.paragraph(f"{line} · {content.reference} · {content.day}", language=language)
    paper.table(
        [head for _name, head in columns],
        content.rows(),
        [SHARES[name][0] for name, _head in columns],
        content.languages_of_columns(),
    )
    return paper.content()


def _xlsx(content: MatrixContent, at: datetime.datetime, foot: str) -> bytes:
    columns = [
        book.Column(head, SHARES[name][1], is_input=name == MatrixColumn.THEIRS)
        for name, head in content.columns()
    ]
    above = (f"{content.title} {content.reference} · {content.day} · {content.about[0]}", foot)
    return book.written(
        book.Book(
            title=content.reference,
            marking=content.marking,
            at=at,
            above=above,
            columns=columns,
            rows=content.rows(),
        )
    )


def _pdf(content: MatrixContent, foot: str) -> bytes:
    columns = content.columns()
    languages = [one or content.languages[0] for one in content.languages_of_columns()]
    rows = [[(text, one) for text, one in zip(row, languages, strict=True)] for row in content.rows()]
    values = {
        "matrix": content,
        "foot": foot,
        "heads": [(head.split("\n"), name) for name, head in columns],
        "rows": [[(text.split("\n"), one) for text, one in row] for row in rows],
        "about": tuple(zip(content.about, content.languages, strict=True)),
    }
    html = _template().render(Context(values))
    return print_html(html, cpu_seconds=CPU_SECONDS, wall_seconds=WALL_SECONDS).pdf


@lru_cache(maxsize=1)
def _template() -> Template:
    """The template of the PDF in an engine of its own, with nothing of the request in it."""
    engine = Engine(
        dirs=[str(TEMPLATES)],
        libraries={"i18n": "django.templatetags.i18n"},
        builtins=["django.templatetags.i18n", "commitments.briefings.typeset"],
    )
    return engine.get_template("exchange/matrix.html")
