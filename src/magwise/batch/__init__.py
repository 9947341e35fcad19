"""Many at once: the same answers over rows. Heavy libraries are imported in the function that needs them."""
