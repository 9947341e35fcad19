"""Printed text to what a product holds."""
