"""What is on file, and what stands on record, compared with what was filed and told."""
