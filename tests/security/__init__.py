"""What a security officer asks: each attack is tried, and its control must succeed."""
