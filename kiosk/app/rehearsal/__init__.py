"""The rehearsal `motcua demo`: a whole office as real processes, with visitors and clerks, and an independent check."""
