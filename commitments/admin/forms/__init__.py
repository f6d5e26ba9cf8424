"""The forms of the pages that officers fill in."""
