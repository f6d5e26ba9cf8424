"""The floor of a list: the same 25 rows, printed as plainly as Django can, behind the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from commitments.models import Commitment

_TABLE = Engine().from_string(
    "<table>{% for c in rows %}<tr><td>{{ c.reference }}</td><td>{{ c.title }}</td><td>{{ c.state }}</td>"
    "<td>{{ c.due_on }}</td><td>{{ c.country.name }}</td></tr>{% endfor %}</table>"
)


def rows(request: HttpRequest) -> HttpResponse:
    """Print 25 commitments."""
    found = Commitment.objects.select_related("country").order_by("due_on", "pk")[:25]
    return HttpResponse(_TABLE.render(Context({"rows": found})))


urlpatterns = [path("bare/", rows)]
