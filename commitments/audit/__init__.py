"""The audit trail: one history row per change, in the same transaction, never altered, sealed before
COMMIT.
"""
