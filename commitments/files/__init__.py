"""Filed documents: checked before they are stored, stored under their SHA-256, verified when read."""
