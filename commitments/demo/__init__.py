"""The demonstration: public facts about Cambodia, and a fictional partner with items in every condition."""

from commitments.demo.leaving import check as check_leaving
from commitments.demo.leaving import leave
from commitments.demo.loader import Demo, demo_meetings, is_loaded, load, renew_passwords

__all__ = ["Demo", "check_leaving", "demo_meetings", "is_loaded", "leave", "load", "renew_passwords"]
