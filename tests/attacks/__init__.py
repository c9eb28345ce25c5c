"""Input that nobody honest sends, at every door."""
