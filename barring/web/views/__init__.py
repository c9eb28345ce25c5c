"""Views of barring."""
