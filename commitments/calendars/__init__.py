"""Working days of each capital: the arithmetic, and where the holidays come from."""
