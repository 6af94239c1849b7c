"""What each customer of a shop may be told now: its forecast, held to the rules."""
