"""The records as of a past moment, rebuilt from the audit rows.

Inside `show_as_of` every query about records is answered as of that moment: the same lists, pages and
packets, by the same code and the same access policy. Nothing can be written there.
"""
