"""The mail address of an account: who wrote it last."""

from commitments.models import AuditRow, User


def last_address_change(person: User) -> AuditRow | None:
    """Find who wrote the mail address of an account last, and when; None where it is the first."""
    rows = AuditRow.objects.filter(subject_type=User._meta.label, subject_id=person.pk)
    return rows.filter(before__has_key="email").order_by("-pk").first()
