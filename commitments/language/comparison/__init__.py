"""Compare two texts of one clause word by word: omissions, additions, and softer, harder or changed words."""
