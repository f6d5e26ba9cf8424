"""Reminders: notify the right person of the right thing at the right moment, once."""
