"""The demonstration: public facts about Cambodia, and a fictional partner with items in every condition."""

from commitments.demo.loader import Demo, demo_meetings, is_loaded, load, renew_passwords

__all__ = ["Demo", "demo_meetings", "is_loaded", "load", "renew_passwords"]
