"""The public register as an API, without a token."""
