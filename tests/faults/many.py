"""Many people, each the focal point of a ministry of their own that leads one commitment of its own."""

from django.db import connection
from django.db.models import Model

from commitments.db import triggers
from commitments.enums import Role
from commitments.models import Commitment, Deadline, Ministry, User
from tests.cast import Cast


def spread(people: Cast, item: Commitment, count: int) -> set[str]:
    """Copy a commitment for each of so many new ministries; return the addresses of their focal points."""
    ministries = Ministry.objects.bulk_create(
        Ministry(country=people.korea, name=f"Agency {number}", short_name=f"A{number}")
        for number in range(count)
    )
    users = User.objects.bulk_create(
        User(
            username=f"focal{number}",
            email=f"focal{number}@example.org",
            role=Role.FOCAL_POINT,
            ministry=ministry,
            clearance=people.focal_point.clearance,
            time_zone="Asia/Seoul",
        )
        for number, ministry in enumerate(ministries)
    )
    first, last = ministries[0].pk, ministries[-1].pk
    copied = ", ".join(_columns(Commitment, but={"id", "reference", "deadline_id", "first_deadline_id"}))
    versioned = _columns(Deadline, but={"id", "commitment_id"})
    copies = "commitments_commitment c WHERE c.deadline_id IS NULL"
    with triggers.lift_triggers(connection), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO commitments_commitment (reference, {copied}) SELECT 'X' || n, {copied} "
            "FROM commitments_commitment, generate_series(%s::int, %s::int) n WHERE id = %s",
            (first, last, item.pk),
        )
        cursor.execute(
            "INSERT INTO commitments_responsibility (commitment_id, side, role, ministry_id, acceptance,"
            " report, accepted_on) SELECT c.id, r.side, r.role, substr(c.reference, 2)::int, '', '',"
            f" r.accepted_on FROM commitments_responsibility r, {copies} AND r.commitment_id = %s",
            (item.pk,),
        )
        cursor.execute(
            f"INSERT INTO commitments_deadline (commitment_id, {', '.join(versioned)}) "
            f"SELECT c.id, d.{', d.'.join(versioned)} FROM commitments_deadline d, {copies} "
            "AND d.commitment_id = %s",
            (item.pk,),
        )
        cursor.execute(
            "UPDATE commitments_commitment c SET deadline_id = d.id, first_deadline_id = d.id "
            "FROM commitments_deadline d WHERE d.commitment_id = c.id AND c.deadline_id IS NULL"
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ANALYZE")
    return {user.email for user in users}


def _columns(model: type[Model], but: set[str]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields if field.column not in but]
