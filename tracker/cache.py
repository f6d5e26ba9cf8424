"""The shared cache holds JSON: who writes into Redis must not make a web process run code."""

import json
from typing import Any


class JSONSerializer:
    """Stands for pickle in Django's Redis cache; counts, flags, and lists of numbers are all that is kept."""

    def dumps(self, value: Any) -> bytes:
        """Write a value; TypeError where it is none that JSON has."""
        return json.dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        """Read a value; ValueError where it is no JSON."""
        return json.loads(data)
