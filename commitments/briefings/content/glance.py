"""Three charts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: its title is a computed sentence, `svg` a drawing of ours, `told` the same in words."""

    title: str
    note: str
    svg: str
    told: str
