"""Pages that somebody might write in good faith: each begins at a record that is read and follows a relation.

They pass the checks of the code, because none names a manager. Each shows something of a hidden record unless
what it reads is refused while it runs.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Count, F, Prefetch, Q
from django.forms import modelform_factory
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import path
from django.views.generic import ListView

from commitments.access import querysets
from commitments.models import Commitment, Country, Evidence, Meeting, Responsibility
from tracker import urls

Page = Callable[[Country, Meeting, Any], Any]


def country_of(person: Any, **wanted: Any) -> Country:
    return querysets.list_readable(Country, person).filter(iso="XV").get(**wanted)


def read_with(person: Any, *related: Any) -> Country:
    return querysets.list_readable(Country, person).filter(iso="XV").prefetch_related(*related).get()


def meetings_of(person: Any) -> Any:
    return querysets.list_readable(Meeting, person).filter(title="Open talks")


def swallowing(country: Country, _meeting: Meeting, _person: Any) -> str:
    """Show that there are rows, where an error of any kind counts as none."""
    try:
        return "some" if country.commitments.exists() else "none"
    except Exception:
        return "none"


def deleting(rows: Any) -> Any:
    """Show how many rows are deleted, and keep them."""
    with transaction.atomic():
        count, _by_kind = rows.delete()
        transaction.set_rollback(True)
    return count


# What each shows on the page, from a partner and a meeting that the reader may read.
PAGES: dict[str, Page] = {
    "reverse foreign key": lambda country, _m, _p: [one.title for one in country.commitments.all()],
    "filtered": lambda country, _m, _p: [one.title for one in country.commitments.filter(owed_by="ours")],
    "own adjectives": lambda country, _m, _p: list(country.commitments.open().by_due()),
    "values": lambda country, _m, _p: list(country.commitments.values_list("title", flat=True)),
    "one": lambda country, _m, _p: country.commitments.order_by("-classification").first(),
    "count": lambda country, _m, _p: country.commitments.count(),
    "exists": lambda country, _m, _p: country.commitments.exists(),
    "aggregate": lambda country, _m, _p: country.commitments.aggregate(many=Count("pk")),
    "iterator": lambda country, _m, _p: list(country.commitments.iterator()),
    "in bulk": lambda country, _m, _p: country.commitments.in_bulk(),
    "union": lambda country, _m, person: list(
        # SQLite allows no order within a union.
        querysets.list_readable(Commitment, person).order_by().union(country.commitments.order_by())
    ),
    "or": lambda country, _m, person: list(
        querysets.list_readable(Commitment, person) | country.commitments.all()
    ),
    "subquery": lambda country, _m, person: list(
        querysets.list_readable(Country, person).filter(pk__in=country.commitments.values("country"))
    ),
    "many-to-many": lambda _c, _m, _p: [one.username for one in Group.objects.get().user_set.all()],
    "reverse one-to-one": lambda _c, meeting, _p: meeting.brief.why,
    "has one-to-one": lambda _c, meeting, _p: hasattr(meeting, "brief"),
    "prefetch_related": lambda _c, _m, person: list(read_with(person, "commitments").commitments.all()),
    "prefetch_related in steps": lambda _c, _m, person: [
        point.clause
        for held in read_with(person, "meetings__outcomes").meetings.all()
        for point in held.outcomes.all()
    ],
    "prefetch_related of one": lambda _c, _m, person: (
        meetings_of(person).prefetch_related("brief").get().brief.why
    ),
    "Prefetch": lambda _c, _m, person: read_with(person, Prefetch("commitments", to_attr="found")).found,  # type: ignore[attr-defined]
    "select_related": lambda _c, _m, person: meetings_of(person).select_related("brief").get().brief.why,
    "joined values": lambda _c, _m, person: list(
        querysets.list_readable(Country, person).filter(iso="XV").values_list("commitments__title", flat=True)
    ),
    "joined filter": lambda _c, _m, person: list(
        querysets.list_readable(Country, person).filter(commitments__title__contains="Velvet")
    ),
    "counted": lambda _c, _m, person: [
        one.many
        for one in querysets.list_readable(Country, person)
        .filter(iso="XV")
        .annotate(many=Count("commitments"))
    ],
    "counted, of all": lambda _c, _m, _p: [
        one.many for one in querysets.open_rows(Country).filter(iso="XV").annotate(many=Count("commitments"))
    ],
    "excluded": lambda _c, _m, _p: list(
        querysets.open_rows(Country)
        .exclude(commitments__title__contains="Velvet")
        .values_list("iso", flat=True)
    ),
    "denied": lambda _c, _m, _p: list(
        querysets.open_rows(Country).filter(~Q(commitments__title__contains="Velvet")).values_list("iso")
    ),
    "excluded from narrowed rows": lambda _c, _m, person: list(
        querysets.list_readable(Meeting, person)
        .exclude(outcomes__clause__contains="Velvet")
        .values_list("title")
    ),
    "ordered": lambda _c, _m, _p: [
        one.pk for one in querysets.open_rows(Country).order_by("commitments__title")
    ],
    "ordered by an expression": lambda _c, _m, _p: [
        one.pk for one in querysets.open_rows(Country).order_by(F("commitments__title").desc())
    ],
    "latest": lambda _c, _m, _p: querysets.open_rows(Country).latest("commitments__recorded_at").pk,
    "ordered values": lambda _c, _m, _p: list(
        querysets.open_rows(Country).values("iso").order_by("commitments__title")
    ),
    "ordered narrowed rows": lambda _c, _m, person: [
        one.pk for one in querysets.list_readable(Meeting, person).order_by("outcomes__clause")
    ],
    "written": lambda country, _m, _p: country.commitments.filter(title__startswith="V").update(
        title=F("title")
    ),
    "by hand": lambda country, _m, _p: [
        one.title for one in country.commitments.raw("SELECT * FROM commitments_commitment")
    ],
    "by hand, from its rows": lambda country, _m, _p: [
        one.title for one in country.commitments.all().raw("SELECT * FROM commitments_commitment")
    ],
    "by hand, from filtered rows": lambda _c, _m, _p: [
        one.title
        for one in Commitment._default_manager.filter(title="").raw("SELECT * FROM commitments_commitment")
    ],
    "by hand, from narrowed rows": lambda _c, _m, person: [
        one.title
        for one in querysets.list_readable(Commitment, person).raw("SELECT * FROM commitments_commitment")
    ],
    # Django writes it without reading the rows, where nothing refers to them.
    "deleted": lambda _c, _m, _p: deleting(Responsibility._default_manager.all()),
    "deleted by a relation": lambda country, _m, _p: deleting(
        country.commitments(manager="objects").get().responsibilities.all()
    ),
    "swallowed": swallowing,
    "get_object_or_404": lambda _c, _m, _p: get_object_or_404(Commitment, title="Velvet accord").title,
    "choices of a form": lambda _c, _m, _p: modelform_factory(Evidence, fields=["commitment"])().as_p(),
}
TEMPLATES = {
    "loop": "{% for one in country.commitments.all %}{{ one.title }}{% endfor %}",
    "query": "{{ country.commitments.all }}",
    "number": "{{ country.commitments.count }}",
    "length": "{{ country.commitments.all|length }}",
    "joined": '{{ country.commitments.all|join:", " }}',
    "question": "{% if country.commitments.exists %}some{% endif %}",
    # Django takes any error within a condition of two parts for "no".
    "comparison": "{% if country.commitments.count > 0 %}some{% endif %}",
    "negation": "{% if not country.commitments.count %}none{% else %}some{% endif %}",
    "one-to-one": "{{ meeting.brief.why }}",
    "further": "{% for held in country.meetings.all %}{{ held.title }}{% endfor %}",
}


class Listed(ListView[Commitment]):
    """The stock view of Django, whose rows nobody has narrowed."""

    model = Commitment

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        return HttpResponse(str([one.title for one in context["object_list"]]))


def shown(request: HttpRequest, name: str) -> HttpResponseBase:
    """Show what a page shows, as text."""
    country, meeting = country_of(request.user), meetings_of(request.user).get()
    return HttpResponse(str(PAGES[name](country, meeting, request.user)))


def rendered(request: HttpRequest, name: str) -> HttpResponseBase:
    """Render a template as late as Django does."""
    template = engines["django"].from_string(TEMPLATES[name])
    context = {"country": country_of(request.user), "meeting": meetings_of(request.user).get()}
    return TemplateResponse(request, template, context)


def streamed(request: HttpRequest) -> HttpResponseBase:
    """Begin an answer, and read while it is sent."""
    country = country_of(request.user)

    def lines() -> Iterator[str]:
        yield "Commitments:"
        yield from (one.title for one in country.commitments.all())

    return StreamingHttpResponse(lines())


urlpatterns = [
    path("shown/<str:name>/", shown),
    path("rendered/<str:name>/", rendered),
    path("streamed/", streamed),
    path("listed/", Listed.as_view()),
    *urls.urlpatterns,
]
