"""The views of conduct, by noun."""
