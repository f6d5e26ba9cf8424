"""Django's backends, which seal the history before they commit."""
