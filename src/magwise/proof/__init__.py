"""The safety envelope over all profiles: nothing is sampled."""
