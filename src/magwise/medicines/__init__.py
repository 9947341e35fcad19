"""Typed names to substances and what magnesium asks of them."""
