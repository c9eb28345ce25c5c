"""What the pages of barring show, as plain values."""
