"""The floor of a screen: the same rows, printed as plainly as Django can to the same signed-in person."""

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from commitments.models import Commitment, Meeting

_TABLES = Engine().from_string(
    "{% for rows in tables %}<table>{% for row in rows %}<tr><td>{{ row.pk }}</td><td>{{ row.title }}</td>"
    "<td>{{ row.state }}</td><td>{{ row.due_on }}</td><td>{{ row.country.name }}</td></tr>{% endfor %}"
    "</table>{% endfor %}"
)
# What the cells of these lead to; the other kinds print what they have themselves.
WITH_COUNTRY = (Commitment, Meeting)


@login_required
def rows(request: HttpRequest) -> HttpResponse:
    """Print the rows that the address names: `?commitment=1,2&meeting=7`, one query for each kind."""
    tables = []
    for kind, keys in request.GET.items():
        model = apps.get_model("commitments", kind)
        found = model._default_manager.filter(pk__in=str(keys).split(",")).order_by("pk")
        tables.append(found.select_related("country") if model in WITH_COUNTRY else found)
    return HttpResponse(_TABLES.render(Context({"tables": tables})))


urlpatterns = [path("bare/", rows)]
