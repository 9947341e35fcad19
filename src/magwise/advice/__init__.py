"""The decision: gate, form, dose, products and the envelope."""
