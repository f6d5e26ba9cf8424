"""Django's database backends, which seal the history before they commit."""
