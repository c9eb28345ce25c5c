"""Every write of barring: one verb, one function."""
