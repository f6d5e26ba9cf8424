"""What is done and said where a written part does not fit its pages; pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commitments.briefings import limits
from commitments.briefings.content import PacketContent


@dataclass(frozen=True, slots=True)
class Moved:
    """The topics, by their keys, whose background, or all that is known, stands in the annex."""

    background: frozenset[str] = frozenset()
    not_disclosed: frozenset[str] = frozenset()


IN_PLACE = Moved()


def further(content: PacketContent, moved: Moved, overlong: Iterable[str]) -> Moved:
    """Move one more part of each topic that is too long: its background first, then what is not disclosed."""
    background, not_disclosed = set(moved.background), set(moved.not_disclosed)
    for topic in content.topics:
        if topic.key not in overlong:
            continue
        if topic.background is not None and topic.key not in background:
            background.add(topic.key)
        elif topic.not_disclosed is not None:
            not_disclosed.add(topic.key)
    return Moved(frozenset(background), frozenset(not_disclosed))


def too_long(content: PacketContent, overlong: Iterable[str]) -> tuple[str, ...]:
    """Say what does not fit, each in a sentence with what to do, in the language that is active."""
    said = []
    over = set(overlong)
    for core in content.cores:
        if core.key in over:
            said.append(_named(_("Core brief"), core.occasion, _page(core.shorten)))
        said += [_named(_("Core brief"), core.occasion, fault) for fault in core.faults]
    for scenario in content.scenarios:
        if scenario.key in over:
            said.append(_named(_("Scenario"), scenario.occasion, _page(scenario.shorten)))
    for topic in content.topics:
        if topic.key in over:
            said.append(_named(topic.number, "", _("longer than two sides. Shorten what is said aloud.")))
        said += [_named(topic.number, "", fault) for fault in topic.faults]
    for one in content.proposed:
        found = limits.faults_of_proposal({"wording": one.wording})
        said += [_named(one.number, "", fault) for faults in found.values() for fault in faults]
    return tuple(said)


def _named(what: str, occasion: str, fault: str) -> str:
    return ": ".join(part for part in (what, occasion, fault) if part)


def _page(part: str) -> str:
    return _("longer than its page. Shorten “%(part)s” first.") % {"part": part}
