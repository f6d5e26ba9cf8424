"""What a program writes: each view asks for its scope and calls the function that the admin calls."""
