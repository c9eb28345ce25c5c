"""The API's views."""
