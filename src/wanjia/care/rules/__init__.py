"""What care decides, as pure values: who is owed a check today, how a ladder climbs, what is due by the clock."""
