"""The demonstration data: what it says of itself, and every form that it leads to."""
