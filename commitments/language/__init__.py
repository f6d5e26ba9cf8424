"""What is known of languages, without Django: so far the lexicon of who is who."""
