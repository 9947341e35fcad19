"""A printer of labels: what it prints from a drawn product must be read back as that product, or less, never as another."""
