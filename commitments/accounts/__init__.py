"""User accounts: invitations, permissions changed by two persons, second factors, and how accounts are
closed.
"""
