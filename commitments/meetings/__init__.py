"""Meetings and their outcomes: the only package that changes their state."""
