"""What the pages of consultations ask for."""
