"""The planned copies of a packet, with their holders and editions, and its distribution list."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext, pgettext

from commitments.access import grants
from commitments.classification import third_states
from commitments.enums import ConsentPurpose, PacketEdition, Role
from commitments.errors import Refused
from commitments.models import (
    CONSENT_KEYS,
    AuditRow,
    Official,
    OriginatorConsent,
    Packet,
    PacketCopy,
    User,
)
from commitments.models.packets import COPY_STANDS
from commitments.packets.archive.frozen import content_of
from commitments.packets.content_values import Holding
from commitments.packets.formats import capitalise, label_language, label_name, label_once


def plan_copies(packet: Packet) -> int:
    """Create the copies that an edition will have, the reader's first, and return how many.

    A person named for a copy who may not read the packet gets none. Each holder of a final has a copy of its
    addendum. A copy of each edition without a holder is in the reserve.
    """
    officers = [
        one.officer for one in packet.sign_offs(manager="objects").select_related("officer").order_by("step")
    ]
    of_final = _list_final_copies(packet)
    with_account = [one.holder for one in of_final if one.holder is not None and one.holder.is_active]
    named = dict.fromkeys([packet.reader, packet.requested_by, *officers, *with_account])
    rows = [
        PacketCopy(holder=one, edition=find_edition(packet, one))
        for one in named
        if one.clearance >= packet.classification
    ]
    rows += [PacketCopy(post=one.post, edition=packet.main_edition) for one in of_final if one.holder is None]
    spare = [edition for edition in packet.editions if edition not in {row.edition for row in rows}]
    others = max(packet.copies - len(rows) - len(spare), 0)
    rows += [PacketCopy(edition=edition) for edition in (*[packet.main_edition] * others, *spare)]
    for number, row in enumerate(rows, start=1):
        row.packet, row.number = packet, number
    packet.register(manager="objects").filter(of_final=False).delete()
    PacketCopy.objects.bulk_create(rows)
    return len(rows)


def find_edition(packet: Packet, person: User) -> str:
    """Return the edition of a person's copy: for the minister's office the minister's, if printed."""
    is_office = person.role == Role.READER and PacketEdition.MINISTER in packet.editions
    return (PacketEdition.MINISTER if is_office else packet.main_edition).value


def _list_final_copies(packet: Packet) -> list[PacketCopy]:
    """List the copies of the final that an addendum adds to, with their holders."""
    if not packet.addendum:
        return []
    rows = PacketCopy.objects.filter(COPY_STANDS, packet=packet.replaces_id or 0, of_final=True)
    rows = rows.exclude(holder=None, post="").select_related("holder")
    return list(rows.order_by("number"))


def plan_final(packet: Packet) -> None:
    """Create the same copies of the final, for everyone who holds one of the draft."""
    rows = [
        PacketCopy(
            packet=packet,
            number=one.number,
            holder=one.holder,
            post=one.post,
            edition=one.edition,
            of_final=True,
        )
        for one in packet.register(manager="objects")
        .filter(of_final=False, is_for_comment=False)
        .select_related("holder")
    ]
    PacketCopy.objects.bulk_create(rows, ignore_conflicts=True)


def list_distribution(packet: Packet) -> tuple[Holding, ...]:
    """Return the distribution list as a packet prints it, in the active language."""
    rows = list(
        packet.register(manager="objects").filter(of_final=False).select_related("holder").order_by("number")
    )
    holders = [row.holder for row in rows if row.holder is not None]
    posts = _posts(holders)
    named: tuple[Holding, ...] = ()
    for row in rows:
        if row.holder is not None:
            holder, post = label_once([label_name(str(row.holder)), posts[row.holder.pk]])
            named += (Holding(str(row.number), holder, post, row.get_edition_display()),)
    on_paper = pgettext("copy of a packet", "Paper copy")
    named += tuple(
        Holding(str(row.number), row.post, on_paper, row.get_edition_display()) for row in rows if row.post
    )
    # A copy of the reserve is of the edition for which it is taken.
    numbers = [row.number for row in rows if row.holder is None and not row.post]
    if numbers:
        span = str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
        reserve = pgettext("copies of a packet", "Reserve")
        named = (*named, Holding(span, reserve, gettext("Kept by the desk")))
    return named


def _posts(holders: Iterable[User]) -> dict[int, str]:
    """Return the post of each person: that of the official, else the role of the account."""
    people = {one.pk: one for one in holders}
    posts = {
        official.user_id: label_language(official.spoken[1])
        for official in Official.objects.filter(user__in=people, ends_on__isnull=True).order_by("-pk")
    }
    return {pk: posts.get(pk) or capitalise(one.get_role_display()) for pk, one in people.items()}


def check_third_states(packet: Packet, user: User) -> None:
    """Refuse another copy of a packet with the words of third states that do not consent any more.

    What was left out when the packet was created is not in it, so it does not count.
    """
    at = packet.ready_at
    assert at is not None
    keys: dict[str, set[int]] = defaultdict(set)
    for made in content_of(packet.content_sha256).made_from:
        keys[made.label].add(made.key)
    held: dict[type[Model], list[int]] = defaultdict(list)
    for name in CONSENT_KEYS:
        model: Any = OriginatorConsent._meta.get_field(name).related_model
        own = model._base_manager.filter(pk__in=keys[model._meta.label]).exclude(originator="")
        given = list(own.order_by().values_list("pk", flat=True)) if keys[model._meta.label] else []
        for key in grants.list_from_third_states(model, given, ConsentPurpose.PRINT):
            told = AuditRow.objects.filter(subject_type=model._meta.label, subject_id=key, at__gt=at)
            consents = OriginatorConsent.objects.filter(
                Q(revoked_at__isnull=True) | Q(revoked_at__gt=at),
                **{name: key},
                purpose=ConsentPurpose.PRINT,
                recorded_at__lte=at,
            )
            if told.filter(after__has_key="originator").exists() or consents.exists():
                held[model].append(key)
    if (refusal := third_states.explain_missing(held, ConsentPurpose.PRINT, user)) is not None:
        otherwise = gettext("You can also create the next version, which leaves it out.")
        raise Refused(f"{refusal} {otherwise}", code="third_state")
