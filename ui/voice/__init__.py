"""The voice of the board: clips joined into one sound, played one announcement at a time."""
