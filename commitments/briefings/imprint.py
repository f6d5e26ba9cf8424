"""What a master says of its own state: its edition, how far it is signed off, the running lines."""

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from commitments import models as m
from commitments.briefings import stamp
from commitments.briefings.content import Imprint, PacketContent, Step
from commitments.briefings.numbering import called
from commitments.briefings.words import long_date, short_date

# Stands in the words of a copy for its number.
NUMBER = "{number}"


def imprint(packet: m.Packet, content: PacketContent, sign_offs: Sequence[m.SignOff] = ()) -> Imprint:
    """Give the imprint of the next master of an edition, in the language that is active."""
    is_draft = not packet.is_final and not packet.addendum
    draft = _("DRAFT %(number)s · NOT CLEARED") % {"number": packet.draft} if is_draft else ""
    if packet.addendum and not packet.is_final:
        draft = _("DRAFT · NOT CLEARED")
    word = f" {pgettext('state of a packet', 'DRAFT')}" if draft else ""
    copy = _("Copy %(number)s of %(count)s") % {"number": NUMBER, "count": packet.copies}
    room = stamp.room(words_of(copy, packet.copies))
    return Imprint(
        edition=packet.edition,
        packet=_edition(packet),
        replaces=_replaced(packet) if packet.replaces and not packet.addendum else "",
        draft=draft,
        state=draft or pgettext("state of a packet", "FINAL"),
        signed=_given(sign_offs),
        copy=copy,
        room=room,
        footer=(f"{packet.reference} · v{packet.edition}{word} · {room}", *content.moment),
        steps=tuple(_step(one, content) for one in sign_offs),
    )


def _edition(packet: m.Packet) -> str:
    """Name the edition as the cover does; which copy it is stands above, in red."""
    text = ngettext(
        "%(reference)s, version %(edition)s, %(count)s numbered copy",
        "%(reference)s, version %(edition)s, %(count)s numbered copies",
        packet.copies,
    )
    return text % {"reference": packet.reference, "edition": packet.edition, "count": packet.copies}


def _replaced(newer: m.Packet) -> str:
    """Say which edition is to go, and of which day it was; a final holds until the next is signed off."""
    packet = newer.replaces
    assert packet is not None
    made_on = (packet.ready_at or packet.asked_at).astimezone(datetime.UTC).date()
    words = _("Version %(edition)s of %(date)s: destroy or return it")
    if packet.is_final and not newer.is_final:
        words = _("Version %(edition)s of %(date)s, which holds until this one is signed off")
    return words % {"edition": packet.edition, "date": long_date(made_on)}


def words_of(copy: str, number: int) -> str:
    """Give what is put on one copy."""
    return copy.replace(NUMBER, str(number))


def _given(sign_offs: Sequence[m.SignOff]) -> str:
    if not sign_offs:
        return _("not signed off")
    given = sum(one.signed_at is not None for one in sign_offs)
    return ngettext(
        "%(given)s of %(count)s sign-off given", "%(given)s of %(count)s sign-offs given", len(sign_offs)
    ) % {"given": given, "count": len(sign_offs)}


def _step(sign_off: m.SignOff, content: PacketContent) -> Step:
    """Give a step; its part names a topic by the number under which this reader has it."""
    signed, part = sign_off.signed_at, sign_off.part
    if content.topics:
        part = called(part, {int(topic.filed[1:]): int(topic.number[1:]) for topic in content.topics})
    return Step(
        number=str(sign_off.step),
        officer=str(sign_off.officer),
        part=part or pgettext("part of a packet", "All"),
        is_signed=signed is not None,
        state=_("Signed") if signed else pgettext("of a sign-off", "Waiting"),
        when=_moment(signed) if signed else "",
    )


def _moment(moment: datetime.datetime) -> str:
    utc = moment.astimezone(datetime.UTC)
    return f"{short_date(utc.date())}, {utc:%H:%M}"
