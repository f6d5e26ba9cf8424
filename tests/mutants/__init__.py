"""How many small errors in the code that matters most the near tests find: `bin/prove mutants`."""
