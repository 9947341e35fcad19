"""How much one request or command may ask at once. What concerns a person stands in the tables, never here."""

MOST_TEXTS = 100  # medicines in one call: nobody takes more, and each costs a search
MOST_LETTERS = 20_000  # of all of them together: every word costs a search too
