"""The console's pages on the register, by subject. `standing` is what they share: found, and may you?"""
