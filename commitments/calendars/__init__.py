"""Working days of each capital: the arithmetic, and the source of the holidays."""
