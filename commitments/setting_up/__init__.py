"""What an installation still needs before its first meeting, as far as the database and the settings tell."""

from commitments.setting_up.checklist import Checklist, checklist, note_trial
from commitments.setting_up.shown import Act, Line, Setting, Standing

__all__ = ["Act", "Checklist", "Line", "Setting", "Standing", "checklist", "note_trial"]
