"""What the pages of conduct ask for."""
