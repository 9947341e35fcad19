"""The day: where magnesium fits between medicines and meals, and how that is drawn, told and put in a calendar."""
