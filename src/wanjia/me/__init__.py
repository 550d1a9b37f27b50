"""The door for residents: one page about oneself, without an account, opened by the code's link and something known."""
