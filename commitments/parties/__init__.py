"""Parties: ministries that are renamed or merged, officials who change posts, absences, and the setup
checklist.
"""
