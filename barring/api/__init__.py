"""The API of barring: checks and published bars."""
