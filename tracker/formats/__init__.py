"""How each language writes dates here."""
