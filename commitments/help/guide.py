"""The user guide and the glossary: read from `docs/`, parted into tasks, rendered once for each language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape

from django.conf import settings
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from commitments import html

DOCS = settings.BASE_DIR / "docs"
# The file of the guide for each language of the screens.
FILES = {"en": "user-guide.md", "ko": "user-guide.ko.md"}
_CHAPTER = re.compile(r"^- \*\*(.+?)\*\*: (.+)$", re.MULTILINE)
_STEPS = re.compile(r"^(.+) \(`(\w+)`\)$")
_ROW = re.compile(r"^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the guide; `key` is its name in addresses, the same in every language."""

    key: str
    title: str
    content: SafeString
    # The words without tags, for the search.
    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Some tasks under one title; a task may be in two chapters."""

    title: str
    tasks: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide in one language. `steps` are the first steps of each demonstration user, by username."""

    chapters: tuple[Chapter, ...]
    tasks: dict[str, Section]
    about_steps: Section
    steps: tuple[Section, ...]
    limits: Section


@dataclass(frozen=True, slots=True)
class Term:
    """A row of the glossary."""

    key: str
    term: str
    korean: str
    french: str
    meaning: str

    @property
    def names(self) -> str:
        """The term in each language."""
        return f"{self.term} · {self.korean} · {self.french}"


def load_guide(language: str | None) -> Guide:
    """Return the guide in a language; in English where there is none in it."""
    return _load_guide(language if language in FILES else "en", get_script_prefix())


@cache
def _load_guide(language: str, _prefix: str) -> Guide:
    _intro, contents, steps, *tasks, limits = _split(_read(FILES[language]))
    anchors = {html.slugify(title): key for key, (title, _body) in zip(list_keys(), tasks, strict=True)}
    titles = {html.slugify(title): title.partition(". ")[2] for title, _body in tasks}

    def find_address(target: str) -> str:
        """Return the address in the product of what the document links to; empty where it has none."""
        if target.startswith("pictures/"):
            return static(f"help/{target.removeprefix('pictures/')}")
        if target == "glossary.md":
            return reverse("help_glossary")
        key = anchors.get(target.removeprefix("#"))
        return reverse("help_task", args=(key,)) if key else ""

    def build(key: str, title: str, body: str) -> Section:
        """Build a section; a link to a task has its title for text, since the help shows no numbers."""
        named = re.sub(r"\[[^]\[]*\]\(#(.+?)\)", lambda link: f"[{titles[link[1]]}](#{link[1]})", body)
        content = html.render_document(named, find_address)
        return Section(key, title, content, " ".join(unescape(strip_tags(content)).split()))

    built = {
        key: build(key, title.partition(". ")[2], body)
        for key, (title, body) in zip(list_keys(), tasks, strict=True)
    }
    chapters = tuple(
        Chapter(name, tuple(built[anchors[anchor]] for anchor in re.findall(r"\]\(#(.+?)\)", links)))
        for name, links in _CHAPTER.findall(contents[1])
    )
    about, *by_role = _split(steps[1], "### ")
    named = ((_STEPS.fullmatch(title), body) for title, body in by_role)
    roles = tuple(build(found[2], found[1], body) for found, body in named if found)
    return Guide(chapters, built, build("first-steps", steps[0], about[1]), roles, build("limits", *limits))


@cache
def list_keys() -> tuple[str, ...]:
    """List the keys of the tasks: their English titles without the numbers."""
    tasks = _split(_read(FILES["en"]))[3:-1]
    return tuple(html.slugify(title.partition(". ")[2]) for title, _body in tasks)


@cache
def load_glossary() -> tuple[tuple[str, tuple[Term, ...]], ...]:
    """Return the headings of the glossary with their terms."""
    _intro, *parts = _split(_read("glossary.md"))
    return tuple((title, tuple(_parse_terms(body))) for title, body in parts)


def _parse_terms(table: str) -> Iterator[Term]:
    _heads, *rows = _ROW.findall(table)
    for term, korean, french, meaning in rows:
        yield Term(html.slugify(term), term, korean, french, meaning)


def _split(text: str, mark: str = "## ") -> list[tuple[str, str]]:
    """Part a document at its headings: each with the text below it, after what is before the first."""
    before, *parts = re.split(rf"^{mark}", text, flags=re.MULTILINE)
    return [("", before), *((title, body) for title, _, body in (part.partition("\n") for part in parts))]


def _read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")
