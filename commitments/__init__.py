"""Record what ministries of two countries agreed, remind who owes it, and print the briefing."""
