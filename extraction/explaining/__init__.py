"""Tells people why a reading is as it is: what each word was taken for, and which line of data or code did it."""
