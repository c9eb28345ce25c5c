"""Pages of barring."""
