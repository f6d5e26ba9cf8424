"""What stands behind the packet: earlier meetings; pure, from rows already read."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.briefings.content import PastMeeting
from commitments.briefings.records import Brought
from commitments.briefings.words import short_date
from commitments.references import short


def meeting_row(brought: Brought) -> PastMeeting:
    meeting = brought.meeting
    counts = [ngettext("%(n)s outcome", "%(n)s outcomes", brought.outcomes) % {"n": brought.outcomes}]
    if brought.commitments:
        counts.append(
            ngettext("%(n)s commitment", "%(n)s commitments", brought.commitments)
            % {"n": brought.commitments}
        )
        counts.append(_("%(n)s still open") % {"n": brought.still_open})
    date = short_date(meeting.held_on) if meeting.held_on else _("not stated")
    return PastMeeting(short(meeting.reference), date, meeting.title, ", ".join(counts))
