"""Deadlines: as agreed, as resolved to dates, what they depend on, and the chain of their versions."""
