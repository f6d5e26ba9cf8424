"""Help: the user guide task by task, first steps, the glossary, and a search of them."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404
from django.urls import URLPattern, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commitments.admin.pages import AdminPage
from commitments.admin.search_texts import SearchHit, SearchText, find_passage, split_at_words
from commitments.admin.site import site
from commitments.help.guide import Guide, load_glossary, load_guide
from commitments.help.tasks import FIRST_STEPS
from commitments.search import normalise
from commitments.search.query import words_of


class HelpPage(AdminPage):
    """A page of the help, with the guide in the language of the reader."""

    title = _("Help")

    @property
    def guide(self) -> Guide:
        return load_guide(get_language())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(guide=self.guide, **kwargs)


class ContentsPage(HelpPage):
    """The contents; with words to search for, the tasks and terms that have them all."""

    template_name = "admin/help/contents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        typed = self.request.GET.get("q", "").strip()[:100]
        return super().get_context_data(typed=typed, hits=tuple(self.search(typed)), **kwargs)

    def search(self, typed: str) -> Iterator[SearchHit]:
        """Yield the tasks and terms that have all the words, those with a word in the title first."""
        words = [word for word in map(normalise.parse_word, words_of(typed)) if word.terms]
        tasks, glossary = self.guide.tasks.values(), reverse("help_glossary")
        places = [(reverse("help_task", args=(one.key,)), one.title, one.text) for one in tasks]
        steps = " ".join(one.text for one in self.guide.steps)
        places.append((reverse("help_first_steps"), self.guide.about_steps.title, steps))
        for _heading, terms in load_glossary():
            places += [(f"{glossary}#{one.key}", one.names, one.meaning) for one in terms]
        hits = [place for place in places if _has_all(f"{place[1]} {place[2]}", words)]
        hits.sort(key=lambda place: not normalise.find_spans(place[1], words))
        for url, title, text in hits:
            passage = find_passage([SearchText("", text)], words)
            yield SearchHit(url, "", split_at_words(title, words), "" if passage else text[:220], "", passage)


def _has_all(text: str, words: list[normalise.SearchWord]) -> bool:
    return bool(words) and all(normalise.find_spans(text, [word]) for word in words)


class TaskPage(HelpPage):
    """One task of the guide, with the other tasks of its chapter."""

    template_name = "admin/help/task.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        task = self.guide.tasks.get(self.kwargs["task"])
        if task is None:
            raise Http404
        chapters = [chapter for chapter in self.guide.chapters if task in chapter.tasks]
        return super().get_context_data(task=task, title=task.title, chapters=chapters, **kwargs)


class FirstStepsPage(HelpPage):
    """The first steps of each role in the demonstration, those of the reader's role first."""

    template_name = "admin/help/first_steps.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = FIRST_STEPS.get(self.person.role)
        steps = sorted(self.guide.steps, key=lambda one: one.key != own)
        return super().get_context_data(steps=steps, own=own, title=self.guide.about_steps.title, **kwargs)


class GlossaryPage(HelpPage):
    """The terms of the product and of its field in three languages."""

    title = _("Glossary")
    template_name = "admin/help/glossary.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(glossary=load_glossary(), **kwargs)


def list_urls() -> list[URLPattern]:
    """Return the addresses of the help."""
    return [
        ContentsPage.url("", "help", site),
        FirstStepsPage.url("first-steps/", "help_first_steps", site),
        GlossaryPage.url("glossary/", "help_glossary", site),
        TaskPage.url("<slug:task>/", "help_task", site),
    ]
