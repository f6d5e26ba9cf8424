"""What the reader held and may not read any more: it is not told again as what was."""

from collections import defaultdict
from dataclasses import replace

from django.db.models import Q

from commitments import models as m
from commitments.briefings.changes import NOTHING, Before
from commitments.briefings.content import Standing
from commitments.briefings.rows import point_ref
from commitments.references import short

WRITTEN = (m.Brief, m.TopicSheet, m.Proposal)


def without_withheld(before: Before, reader: m.User) -> Before:
    """Leave out of the edition before what has been raised above the reader's clearance since.

    An edition bears the marking of what is in it: what a record said while it was lower does not stand in it
    either. An item is struck by its number alone, which the reader holds. One query for each kind of record.
    """
    made: dict[str, list[int]] = defaultdict(list)
    for one in before.content.made_from:
        made[one.label].append(one.key)
    raised = Q(classification__gt=reader.clearance)

    def keys(model: type[m.Classified]) -> Q:
        return Q(pk__in=made[model._meta.label])

    refs = {
        short(reference)
        for reference in m.Commitment.objects.filter(keys(m.Commitment), raised).values_list(
            "reference", flat=True
        )
    }
    above = raised | Q(meeting__classification__gt=reader.clearance)
    points = m.Outcome.objects.filter(keys(m.Outcome), above).select_related("meeting")
    refs |= {point_ref(outcome) for outcome in points}
    papers = m.Evidence.objects.filter(keys(m.Evidence), raised)
    marks = {("evidence", str(key)) for key in papers.values_list("pk", flat=True)}
    updates = m.ProgressUpdate.objects.filter(keys(m.ProgressUpdate), raised)
    reported = {short(one) for one in updates.values_list("commitment__reference", flat=True)}
    texts = {
        f"{model._meta.model_name}.{key}."
        for model in WRITTEN
        for key in model._base_manager.filter(keys(model), raised).values_list("pk", flat=True)
    }

    def stays(fact: Standing) -> bool:
        return not (
            fact.ref in refs
            or (fact.kind, fact.mark) in marks
            or (fact.kind in ("report", "health") and fact.ref in reported)
            or (fact.kind == "text" and f"{fact.mark.rsplit('.', 1)[0]}." in texts)
        )

    kept = tuple(
        fact if stays(fact) else replace(fact, value=NOTHING)
        for fact in before.content.standing
        if stays(fact) or (fact.kind == "title" and fact.ref in refs)
    )
    return replace(before, content=replace(before.content, standing=kept))
