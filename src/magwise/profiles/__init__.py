"""What a person told us, checked."""
