"""Processes apart, for what must not be trusted: their walls, and the way to them; needs no Django."""
