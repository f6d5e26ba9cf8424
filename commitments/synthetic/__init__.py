"""Bulk data for benchmarks: records that nobody made, as many as asked for, the same for the same seed."""

from commitments.synthetic.loader import Loaded, learn, load

__all__ = ["Loaded", "learn", "load"]
