"""Every decision of isolation, on values: what a rule says, what a history means, what is due, who may confirm."""
