"""How much one request or command may ask at once. What concerns a person stands in the tables, never here."""

MOST_TEXTS = 100  # medicines in one call: nobody takes more, and each costs a search
