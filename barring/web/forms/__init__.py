"""Forms of barring: they validate and stop."""
