"""The words of the history: what each recorded act is called, and what is recorded beside columns."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.models import Approval, AuditRow, Chase, Deadline
from commitments.vocabulary import MoveReason

# What is recorded of a packet and is no column of it: who signs, and which copies were out at a recall.
STEPS, RECALLED, FACTORS = "steps", "copies", "factors"
FACTOR_NAMES: dict[str, Promise] = {
    "totp": _("app on the telephone"),
    "webauthn": _("passkey"),
    "recovery_codes": _("recovery codes"),
}
# What is recorded of a token, or of a list taken out, is no column of the person.
LABELS: dict[str, Promise] = {
    "token": _("token"),
    "expires": _("expires"),
    "list": _("list"),
    "searched": _("narrowed by a search"),
    "file": _("file"),
    "rows": _("rows"),
    "highest": _("highest classification"),
    "where": _("sent to"),
    "is_accepted": _("taken by the server"),
    "said": _("the answer"),
    "edition": _("edition"),
    STEPS: _("steps of sign-off"),
    FACTORS: _("second factor"),
}

ACTIONS: dict[str, Promise] = {
    "created": _("recorded"),
    "changed": _("changed"),
    "removed": _("removed"),
    "raised": _("marking raised"),
    "answered": _("answer recorded"),
    "signed_off": _("signed off"),
    "health": _("health reported"),
    "chased": _("owner asked by the desk"),
    "doubt ended": _("doubt ended"),
    "email retried": _("email retried"),
    "mail mended": _("mail arrives again"),
    "read again": _("read again"),
    "reject": _("rejected"),
    "undo": _("decision taken back"),
    "split": _("taken apart"),
    "join": _("joined"),
    "question asked": pgettext_lazy("the partner, about an item", "asked"),
    "question drafted": _("drafted"),
    "question answered": _("answered"),
    "question dropped": _("dropped"),
    "question taken back": _("taken back"),
    "propose": _("proposed"),
    "accept": _("accepted"),
    "decline": _("declined"),
    "redraft": _("taken back to draft"),
    "discard": _("discarded"),
    "start": _("begun"),
    "report": _("reported complete"),
    "send_back": _("sent back"),
    "fulfil": _("confirmed as fulfilled"),
    "fulfil_in_part": _("confirmed as fulfilled in part"),
    "conclude": _("concluded"),
    "overtake": _("closed as overtaken"),
    "rest": _("let rest"),
    "wake": _("taken up again"),
    "withdraw": _("withdrawn by agreement"),
    "supersede": _("superseded"),
    "drop": _("no longer pursued"),
    "reopen": _("reopened"),
    "enter_in_error": _("entered in error"),
    "granted": _("granted"),
    "refused": _("refused"),
    "taken_back": _("taken back"),
    "review": _("reviewed, to be looked at again"),
    "reviewed": _("spoken of"),
    "accepted": _("accepted"),
    "reported": _("reported complete"),
    "confirmed": _("confirmed"),
    "cleared": _("cleared for publication"),
    "withdrawn": _("no longer to be published"),
    "strength corrected": _("strength corrected"),
    "acceptance cleared": _("acceptance cleared"),
    "reassigned": _("another owner named"),
    "succeeded": _("passed to the successor"),
    "left": _("left the post"),
    "report returned": _("report returned"),
    "deadline": _("set"),
    "held": _("held"),
    "closed": _("closed"),
    "cancelled": _("cancelled"),
    "postponed": _("postponed"),
    "ask for packet": _("asked for"),
    "make packet": _("made"),
    "fail packet": _("failed"),
    "make matrix": _("made"),
    "fail matrix": _("failed"),
    "make matrix again": _("asked for"),
    "cancel packet": _("cancelled"),
    "cancel matrix": _("cancelled"),
    "arrange sign-off": _("steps of sign-off arranged"),
    "sign off": _("signed off"),
    "clear packet": _("signed by all"),
    "print again": _("the final asked for again"),
    "take copy": _("allotted"),
    "give copy": _("given out"),
    "end copy": _("its end recorded"),
    "recall packet": _("copies recalled"),
    "recall copy": _("recalled"),
    "token made": _("token made"),
    "second factor set up": _("second factor set up"),
    "second factor confirmed": _("second factor confirmed"),
    "second factor removed": _("second factor removed"),
    "second factor taken away": _("second factor taken away"),
    "second factors encrypted again": _("second factors encrypted by the new key"),
    "password changed": _("password changed"),
    "password hash renewed": _("password hash renewed"),
    "credentials recorded": _("credentials recorded at an upgrade"),
    "sign-on connected": _("single sign-on connected"),
    "recovery codes made": _("recovery codes made"),
    "token revoked": _("token revoked"),
    "delegation invited": _("delegation invited"),
    "feed made": _("calendar address made"),
    "feed revoked": _("calendar address revoked"),
    "exported": _("list exported"),
    "mail tried": _("test mail sent"),
    "link revoked": _("taken back"),
    "answer confirmed": _("confirmed by the desk"),
    "answer set aside": _("set aside by the desk"),
    "read over": _("translation read over"),
    "reach changed": _("reach changed"),
    "account closed": _("account closed"),
    "invited": _("invited by mail"),
    "invitation sent": _("invitation taken by the server"),
    "invitation refused": _("invitation refused by the server"),
    "invitation accepted": _("first password set"),
    "grant ended": _("ended"),
    "mail came back": _("mail came back"),
    "password set": _("password set on the server"),
    "lowered": _("marked lower"),
    "in confidence": _("given in confidence"),
}


def said(row: AuditRow) -> Promise | str:
    """Say what was done; of a request, that it was made, not that a row was recorded."""
    if row.action == "created" and row.subject_type == Approval._meta.label:
        return pgettext_lazy("a request", "made")
    if row.action == "created" and row.subject_type == Chase._meta.label:
        return pgettext_lazy("a question", "opened")
    if row.action == "deadline" and row.subject_type == Deadline._meta.label:
        reason = MoveReason(row.after.get("reason") or MoveReason.FIRST)
        return _("set: %(reason)s") % {"reason": reason.label}
    return ACTIONS.get(row.action, row.action.replace("_", " "))
