"""The life cycle of commitments: the only package that changes their state."""
