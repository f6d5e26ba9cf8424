"""The proof that no file harms what reads files: many altered copies through both calls, counted."""
