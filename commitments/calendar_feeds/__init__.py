"""Calendar feeds: the dates that a subscriber follows, as iCalendar under a secret address."""
