"""What an empty list shows: one sentence about what it will show, an example line, and how it is filled.

Who may add a record finds the button for it; others find who does it, or the page on which it begins.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commitments import models

Link = tuple[Promise, str]
MEETINGS: Link = (_("Open the list of meetings"), "admin:commitments_meeting_changelist")
COMMITMENTS: Link = (_("Open the list of commitments"), "admin:commitments_commitment_changelist")
MATRICES: Link = (_("Open the list of matrices"), "admin:commitments_matrix_changelist")
HOLIDAYS: Link = (_("Open the list of holidays"), "admin:commitments_holiday_changelist")
BY_ADMINISTRATOR = _("An administrator adds these records.")
BY_DESK = _("Desk officers and administrators add these records.")
BY_SYSTEM = _("The system creates follow-up questions.")


@dataclass(frozen=True, slots=True)
class EmptyList:
    """The texts of one list; `begins` is the label and the page on which its records begin."""

    teaches: Promise
    example: Promise
    filled_by: Promise
    begins: Link | None = None


EMPTY_LISTS: Mapping[type[Model], EmptyList] = {
    models.Country: EmptyList(
        _("No countries yet. Add the home country first, then each partner with the desk that covers it."),
        _("Cambodia, KH, Phnom Penh, Southeast Asia desk"),
        BY_ADMINISTRATOR,
    ),
    models.Desk: EmptyList(
        _(
            "No desks yet. A desk belongs to a division. Add the division, then the desk, then select "
            "the desk for each partner."
        ),
        _("Southeast Asia desk, Asia division"),
        BY_ADMINISTRATOR,
    ),
    models.Division: EmptyList(
        _(
            "No divisions yet. Add a division. Each desk belongs to a division, and the division head "
            "decides on the desk’s approval requests."
        ),
        _("Asia division"),
        BY_ADMINISTRATOR,
    ),
    models.Ministry: EmptyList(
        _(
            "No ministries yet. First add the ministry that runs this system. Then add the ministries "
            "of both sides that give or receive commitments."
        ),
        _("Ministry of Foreign Affairs, MOFA, Republic of Korea"),
        BY_DESK,
    ),
    models.Official: EmptyList(
        _(
            "No officials yet. Add the focal point of each of our ministries first, then the officials "
            "of the other side."
        ),
        _("Director for treaties, focal point, Ministry of Foreign Affairs"),
        BY_DESK,
    ),
    models.Absence: EmptyList(
        _(
            "No absences recorded. Before a user is out of office, record the first day, the last day "
            "and the deputy."
        ),
        _("a desk officer, 2 to 13 August, deputy: the second desk officer"),
        _("Users record their absences. Heads and administrators can record them too."),
    ),
    models.Handover: EmptyList(
        _("No handovers. When an officer moves to another post, start a handover to the successor."),
        _("Cambodia, from one desk officer to the next, 42 of 45 items accepted"),
        _("Desk officers and heads start handovers."),
    ),
    models.WebhookSubscription: EmptyList(
        _("No webhooks. A webhook notifies another system when a commitment, a meeting or a packet changes."),
        _("Registry, registry.example.org, Southeast Asia desk, active"),
        _("Administrators add webhooks."),
    ),
    models.WebhookDelivery: EmptyList(
        _("No messages. Each message to a webhook is listed here with its attempts."),
        _("commitment accepted, delivered at the first attempt"),
        _("The system sends messages for the events that a webhook reports."),
        (_("Open the list of webhooks"), "admin:commitments_webhooksubscription_changelist"),
    ),
    models.Holiday: EmptyList(
        _("No days added by hand. The calculated calendars apply. Add a day only if a calendar is wrong."),
        _("an election day, 10 April, Republic of Korea, non-working day"),
        BY_DESK,
    ),
    models.HolidayYear: EmptyList(
        _(
            "No years confirmed. Open a year under “Holidays”, compare it with the government’s "
            "announcement, then confirm it."
        ),
        _("Cambodia, 2027, confirmed on 3 December 2026"),
        BY_DESK,
        HOLIDAYS,
    ),
    models.BlackoutPeriod: EmptyList(
        _(
            "No blackout periods. Add the days on which a partner is not asked. Our own reminders are "
            "still sent."
        ),
        _("Cambodia, national election, 23 to 27 July 2028"),
        BY_DESK,
    ),
    models.LevelTitle: EmptyList(
        _("No titles added by hand. The titles in the table above apply."),
        _("Cambodia, director, Head of department"),
        BY_DESK,
    ),
    models.Closure: EmptyList(
        _("No closures yet. Close the records of a partner, mechanism or period once all of them are ended."),
        _("Cambodia, joint commission on policing, closed on 12 March 2028"),
        _("Two heads close records."),
    ),
    models.Meeting: EmptyList(
        _("No meetings yet. Each meeting is shown here with its date, its stage and its outcomes."),
        _("Policy consultation, Phnom Penh, 12 March 2027, held, 4 outcomes"),
        _("Desk officers record meetings."),
    ),
    models.Mechanism: EmptyList(
        _(
            "No mechanisms yet. Enter a joint commission or policy consultation when a meeting is one "
            "of its sessions. Other meetings need no mechanism."
        ),
        _("Joint commission, Cambodia, ministers, every two years"),
        _("Desk officers and administrators add these records."),
    ),
    models.Statement: EmptyList(
        _("No statements yet. Texts of meetings, such as agreed minutes, are shown here."),
        _("Agreed minutes of 12 March 2027, signed, English and Korean"),
        _("Desk officers add statements on the page of a meeting."),
        MEETINGS,
    ),
    models.Outcome: EmptyList(
        _(
            "No outcomes yet. The agreements, requests and offers of each meeting are shown here, clause "
            "by clause."
        ),
        _("commitment, both sides, “The two sides will exchange contact points”"),
        _("Desk officers record outcomes on the page of a meeting."),
        MEETINGS,
    ),
    models.Commitment: EmptyList(
        _("No commitments yet. Each commitment is shown here with its owner, deadline and status."),
        _("Exchange contact points, MOFA, due 30 June 2027, on track"),
        _("Desk officers record commitments with the outcomes of a meeting."),
        MEETINGS,
    ),
    models.Packet: EmptyList(
        _("No packets yet. The PDF files prepared for meetings are shown here with their versions."),
        _("Packet for the policy consultation, version 0.1, draft"),
        _("Desk officers request packets on the page of a meeting."),
        MEETINGS,
    ),
    models.Brief: EmptyList(
        _("No briefs yet. Start a brief on the page of a meeting, under “Brief”."),
        _("Core brief for the policy consultation, restricted"),
        _("Desk officers write these texts."),
        MEETINGS,
    ),
    models.TopicBrief: EmptyList(
        _("No topic briefs yet. Start a topic brief on the page of a meeting, under “Brief”."),
        _("Topic 2: consular cooperation"),
        _("Desk officers write these texts."),
        MEETINGS,
    ),
    models.ProposedWording: EmptyList(
        _("No proposed wording yet. Write it on the page of a meeting, under “Brief”."),
        _("“The two sides agreed to hold consular talks each year”"),
        _("Desk officers write these texts."),
        MEETINGS,
    ),
    models.Approval: EmptyList(
        _("No approval requests. Requests to a head, such as a change of deadline, are shown here."),
        _("change of deadline to 30 September 2027, pending decision"),
        _("Officers and ministries send requests from the page of a commitment."),
        COMMITMENTS,
    ),
    models.FollowUp: EmptyList(
        _("No follow-up questions. The system opens one when a partner’s commitment is due."),
        _("Have the contact points been named? Asked on 1 July 2027, no answer"),
        BY_SYSTEM,
        COMMITMENTS,
    ),
    models.Release: EmptyList(
        _("No versions for publication. Wording proposed or approved for publication is shown here."),
        _("Exchange contact points, English, approved for publication"),
        _("Desk officers propose the wording on the page of a commitment."),
        COMMITMENTS,
    ),
    models.Matrix: EmptyList(
        _("No matrices yet. Create one for a partner here, or from the page of an upcoming meeting."),
        _("Joint follow-up matrix with Cambodia, 12 commitments, sent"),
        _("Desk officers create matrices."),
    ),
    models.ReturnedMatrix: EmptyList(
        _(
            "No returned matrices. To upload a matrix returned by a partner, open the page of the "
            "original matrix."
        ),
        _("Matrix with Cambodia, returned on 2 May 2027, 3 comments"),
        _("Desk officers upload returned matrices."),
        MATRICES,
    ),
    models.Minutes: EmptyList(
        _("No minutes yet. To write some, open the page of a meeting that was held."),
        _("Minutes of the joint commission with Cambodia, version 2, agreed"),
        _("Desk officers write minutes."),
    ),
    models.PartnerComment: EmptyList(
        _(
            "No comments from partners. To upload a matrix returned by a partner, open the page of the "
            "original matrix."
        ),
        _("“The list was sent in March”, not decided yet"),
        _("Desk officers decide on the comments."),
        MATRICES,
    ),
    models.UpdateForm: EmptyList(
        _("No update forms yet. Create a form, fill in its yellow cells, then upload it here."),
        _("update form for the police, 8 commitments, returned"),
        _("Desk officers and focal points create update forms."),
        COMMITMENTS,
    ),
    models.Reminder: EmptyList(
        _("No reminders yet. Each planned and sent reminder is shown here with its recipient."),
        _("14 days before the due date, to the focal point, planned for 16 June 2027"),
        _("The system plans reminders when a commitment has been sent to its owners."),
        COMMITMENTS,
    ),
    models.Email: EmptyList(
        _("No emails yet. Each email that the system sends is shown here with its delivery status."),
        _("daily email to a focal point, delivered at 07:02"),
        _("The system sends emails when reminders are due."),
    ),
    models.EmailReply: EmptyList(
        _("No email replies yet. Replies sent through the links in a reminder are shown here for the desk."),
        _("“on track”, from the focal point of the police, to be confirmed"),
        _(
            "Owners reply through the links in reminders or with update forms. The desk confirms their "
            "replies."
        ),
    ),
    models.User: EmptyList(
        _("No users yet. Each user is shown here with role, desk or ministry, and clearance."),
        _("desk officer, Southeast Asia desk, restricted"),
        _("An administrator adds users."),
    ),
    models.AccountChange: EmptyList(
        _("No proposed changes. Changes to permissions are shown here until a second person confirms them."),
        _("change of clearance from restricted to confidential, pending confirmation"),
        _("Administrators and heads propose changes on the page of a user."),
    ),
    models.Grant: EmptyList(
        _("No individual access has been granted. Heads grant access on the page of a record."),
        _("access to one meeting until 30 June 2027"),
        _("Heads grant access."),
        MEETINGS,
    ),
    models.AccessLogEntry: EmptyList(
        _("No access has been recorded yet for the records that you can see."),
        _("a meeting, opened by a desk officer, today at 10:34"),
        _("The system records each access."),
    ),
}
