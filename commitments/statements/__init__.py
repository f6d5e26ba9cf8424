"""Statements: read a text into passages, which officers accept as outcomes or reject.

A passage is as visible as its statement. Nothing is recorded for a meeting until an officer accepts.
"""
