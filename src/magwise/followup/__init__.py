"""What happens after the advice: does it work for this person? Trials are planned here and judged here."""
