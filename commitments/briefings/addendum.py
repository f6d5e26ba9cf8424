"""An addendum to a final: what changed since, and the items it changed; pure."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.briefings.changes import Before
from commitments.briefings.content import Fact, PacketContent, Section
from commitments.briefings.words import said_in, short_date
from commitments.errors import Refused

# The key of the section that prints the changed items in full.
ITEMS = "items"
CHANGED = gettext_lazy("Items that changed")


def restricted(content: PacketContent, final: Before) -> PacketContent:
    """Keep cover, control, changes and the blocks of changed items; Refused where nothing changed.

    The marking stays that of all that was read: what changed may have been any of it.
    """
    changes = content.changes
    if changes is None or not changes.rows:
        raise Refused(_("Nothing changed since the final: there is nothing to add."), code="no_change")
    touched = {row.ref for row in changes.rows}
    blocks = tuple(block for block in content.blocks if block.ref in touched)
    sections = tuple(one for one in content.sections if one.key == "changes")
    if blocks:
        title = str(CHANGED)
        sections += (
            Section(ITEMS, "A", title, said_in(content.beside, CHANGED), title, _("As they stand now")),
        )
    final_of = _("version %(edition)s of %(date)s") % {
        "edition": final.edition,
        "date": short_date(final.moment.date()),
    }
    fact = Fact(_("Addendum to"), (f"{content.reference}, {final_of}",))
    cover = replace(content.cover, facts=(*content.cover.facts, fact))
    return replace(
        content,
        cover=cover,
        sections=sections,
        cores=(),
        scenarios=(),
        topics=(),
        glance=None,
        groups=(),
        points=(),
        proposed=(),
        joint_statement="",
        people=(),
        contacts=(),
        blocks=blocks,
        past=(),
        sources=(),
        sources_note="",
        terms=None,
        notes=None,
    )
