"""Find in a text what an officer would track; nothing is stored and no network is used."""
