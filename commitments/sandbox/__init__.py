"""Sandboxed processes for untrusted content: their limits, and the connection to them. Needs no Django."""
