"""Tells people of incidents and of faults while they are away: rules, channels, delivery with retry.

What to say is decided purely (`deciding`, `health`), kept in an outbox in the same transaction, and sent from there
(`delivery`), so that a crash at any point says nothing twice and swallows nothing.
"""
