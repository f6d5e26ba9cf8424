"""Sign-off in steps by named officers, on the hash of the content; the last signature makes it final."""

import datetime
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.access import policy, responsibilities, write_rules
from commitments.audit import log
from commitments.classification.levels import MARKED
from commitments.enums import UNPRINTED_STATES, PacketState, Role
from commitments.errors import Refused
from commitments.files import storage
from commitments.models import Packet, SignOff, User
from commitments.packets.archive.frozen import ENDING
from commitments.packets.copies import EDITION_RECALLED, was_recalled

NOT_READY = _("This packet is not finished yet. Wait for it, or request a new one.")
Wanted = Sequence[tuple[User, str]]
MOST_STEPS = 9


def create_steps(packet: Packet, *, after: Packet | None) -> None:
    """Write the steps of a new edition: those of the one before, else who asks and the head of the desk."""
    if after is not None and (
        before := list(after.sign_offs(manager="objects").select_related("officer").order_by("step"))
    ):
        wanted = [(one.officer, one.part) for one in before if one.officer.is_active]
    else:
        wanted = [(packet.requested_by, "")]
        head = User.objects.filter(is_active=True, role=Role.HEAD_OF_DESK, desk__countries=packet.country)
        wanted += [(one, "") for one in head.exclude(pk=packet.requested_by.pk).order_by("pk")[:1]]
    _write(packet, wanted, now=packet.requested_at)


def _write(packet: Packet, wanted: Wanted, *, now: datetime.datetime) -> None:
    steps = [
        SignOff(packet=packet, step=number, officer=officer, part=part, requested_at=now)
        for number, (officer, part) in enumerate(wanted, start=1)
    ]
    SignOff.objects.bulk_create(steps)


def remove_signers(packet: Packet, *, now: datetime.datetime) -> None:
    """Take out of the steps of a new edition who may not read what it came to hold."""
    steps = list(packet.sign_offs(manager="objects").select_related("officer").order_by("step"))
    cleared = [one for one in steps if one.officer.clearance >= packet.classification]
    if len(cleared) == len(steps):
        return
    with transaction.atomic():
        packet.sign_offs(manager="objects").all().delete()
        _write(packet, [(one.officer, one.part) for one in cleared], now=now)
        log.record_change(
            "arrange sign-off",
            packet,
            by=None,
            now=now,
            before={"steps": [[one.officer_id, one.part] for one in steps]},
            after={"steps": [[one.officer_id, one.part] for one in cleared]},
        )


def set_steps(packet: Packet, wanted: Wanted, *, by: User, now: datetime.datetime) -> None:
    """Set who signs which part, in which order; raises `Refused` once a person has signed."""
    write_rules.require_permission(responsibilities.keeps_packet(by, packet))
    if not wanted:
        raise Refused(_("Select at least one signatory."), code="nobody_signs")
    if len(wanted) > MOST_STEPS:
        raise Refused(_("A packet can have at most nine signatories. Select fewer."), code="too_many")
    if len({officer.pk for officer, _part in wanted}) < len(wanted):
        raise Refused(
            _("Each officer signs off only once. Select another officer, or combine the two parts."),
            code="twice",
        )
    for officer, _part in wanted:
        if not officer.is_active or officer.clearance < packet.classification:
            raise Refused(
                _("%(officer)s has no access to this packet. Select another officer.") % {"officer": officer},
                code="may_not_read",
            )
    with transaction.atomic():
        # The row of the packet is what two people wait for.
        held = Packet.objects.select_for_update(no_key=True).get(pk=packet.pk)
        steps = list(held.sign_offs(manager="objects").order_by("step"))
        if held.is_final or any(one.signed_at for one in steps):
            raise Refused(
                _(
                    "A signatory has already signed off this version. To change the signatories, create "
                    "the next version."
                ),
                code="signed",
            )
        before = [[one.officer_id, one.part] for one in steps]
        after = [[officer.pk, part] for officer, part in wanted]
        if before == after:
            return
        held.sign_offs(manager="objects").all().delete()
        _write(held, wanted, now=now)
        log.record_change(
            "arrange sign-off", held, by=by, now=now, before={"steps": before}, after={"steps": after}
        )


def next_step(packet: Packet) -> SignOff | None:
    """Return the first step that is not signed."""
    return (
        packet.sign_offs(manager="objects")
        .select_related("officer")
        .filter(signed_at__isnull=True)
        .order_by("step")
        .first()
    )


def why_not_sign(packet: Packet, by: User) -> Refused | None:
    """Explain why the person cannot sign now, or return None."""
    step = next_step(packet)
    if not policy.can_read(by, packet) or step is None or packet.is_final:
        return Refused(
            _("No sign-off step of this packet is open for you. Open the packet again."),
            code="nothing_to_sign",
        )
    if step.officer_id != by.pk:
        return Refused(
            _("%(officer)s must sign off first.") % {"officer": step.officer},
            code="not_your_step",
        )
    if packet.state != PacketState.READY:
        return Refused(NOT_READY, code="not_ready")
    if has_newer_edition(packet):
        return Refused(_("There is a newer version. Sign off that version."), code="newer")
    if packet.too_long:
        return Refused(
            _("Some parts are too long. Shorten them and create the next version. %(names)s")
            % {"names": " ".join(str(one) for one in packet.too_long)},
            code="too_long",
        )
    if MARKED in packet.imprints:
        return Refused(
            _(
                "This version is classified lower than its content now requires. Create the next "
                "version and sign it off."
            ),
            code="marked",
        )
    if was_recalled(packet):
        return Refused(EDITION_RECALLED, code="recalled")
    return None


def has_newer_edition(packet: Packet) -> bool:
    """Return whether a later edition of the same packet exists or is in production.

    A final is valid until the next is signed off: until then, drafts of the next do not replace an addendum.
    """
    edition = (packet.reference, packet.number, packet.draft, packet.addendum)
    later = Packet.objects.current().later_than(*edition)
    if packet.addendum:
        later = later.filter(Q(number=packet.number) | Q(signed_at__isnull=False))
    return later.exists()


def later_final(packet: Packet) -> bool:
    """Return whether a later final of the same packet is signed off and replaces this one."""
    later = Packet.objects.current().filter(reference=packet.reference, number__gt=packet.number)
    return later.filter(signed_at__isnull=False).exists()


@transaction.atomic
def sign_step(packet: Packet, *, by: User, now: datetime.datetime, content_sha256: str) -> SignOff:
    """Sign the step that is the person's, on the content of this hash; the last one asks for the final.

    Raises Refused where it is not the person's turn, the edition is not the newest that is ready, something
    does not fit, or the content on file is not the one that the person looked at.
    """
    held = Packet.objects.select_for_update(no_key=True).get(pk=packet.pk)
    refusal = why_not_sign(held, by)
    if refusal is not None:
        raise refusal
    if held.content_sha256 != content_sha256:
        raise Refused(
            _("The content has changed since you viewed it. Open the packet again, then sign off."),
            code="stale",
        )
    storage.open_packet_store(ENDING).get(content_sha256)
    step = next_step(held)
    assert step is not None
    written = SignOff.objects.filter(pk=step.pk, signed_at__isnull=True, officer=by).update(
        signed_at=now, content_sha256=content_sha256
    )
    if not written:
        raise Refused(
            _("This step was signed off in the meantime. Check the packet again."), code="changed_meanwhile"
        )
    step.refresh_from_db()
    told = {"step": step.step, "part": step.part, "content_sha256": content_sha256}
    log.record_change("sign off", step, by=by, now=now, after=told)
    if next_step(held) is None:
        _finish(held, by=by, now=now)
    return step


def _finish(packet: Packet, *, by: User, now: datetime.datetime) -> None:
    """Ask for the final: the same content, printed again without the word DRAFT."""
    try:
        with transaction.atomic():
            Packet.objects.filter(pk=packet.pk).update(
                signed_at=now, state=PacketState.REQUESTED, lease_until=None, tries=0, done=0, failure=""
            )
    except IntegrityError as error:
        raise Refused(
            _(
                "Another packet for this meeting and reader is being created. Wait until it is finished, "
                "then sign off this packet."
            ),
            code="under_way",
        ) from error
    log.record_change("clear packet", packet, by=by, now=now, after={"content_sha256": packet.content_sha256})


def print_again(packet: Packet, *, by: User, now: datetime.datetime) -> None:
    """Ask once more for a final that was signed off and could not be printed."""
    write_rules.require_permission(responsibilities.keeps_packet(by, packet))
    with transaction.atomic():
        written = Packet.objects.filter(
            pk=packet.pk, state__in=UNPRINTED_STATES, signed_at__isnull=False
        ).update(state=PacketState.REQUESTED, lease_until=None, tries=0, done=0, failure="")
        if not written:
            raise Refused(
                _("There is no final version to print again. Check the packet again."),
                code="changed_meanwhile",
            )
        log.record_change("print again", packet, by=by, now=now)
