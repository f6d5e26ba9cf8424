"""What has to be taken back to get from today to a past moment: audit rows, newest first, folded."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# The kind of a record and its key.
Subject = tuple[str, int]
State = dict[str, Any]


@dataclass(slots=True)
class Undo:
    """What stood then: of each record changed since its columns of then, of each removed since all of it."""

    changed: dict[Subject, State] = field(default_factory=dict)
    removed: dict[Subject, State] = field(default_factory=dict)

    def of(self, label: str) -> tuple[dict[int, State], dict[int, State]]:
        """Give what changed and what was removed of one kind, by key."""
        return (
            {key: state for (kind, key), state in self.changed.items() if kind == label},
            {key: state for (kind, key), state in self.removed.items() if kind == label},
        )


def fold(rows: Iterable[tuple[str, int, str | Mapping[str, Any], bool]]) -> Undo:
    """Fold audit rows, newest first: of each column the value before its earliest change is what stood.

    A row is the kind, the key, the state before as JSON, and whether the record was removed by it.
    """
    undo = Undo()
    for kind, key, before, is_removal in rows:
        state: State = json.loads(before) if isinstance(before, str) else dict(before)
        subject = (kind, key)
        if is_removal:
            undo.changed.pop(subject, None)
            undo.removed[subject] = state
        elif subject in undo.removed:
            undo.removed[subject] |= state
        else:
            undo.changed.setdefault(subject, {}).update(state)
    return undo
