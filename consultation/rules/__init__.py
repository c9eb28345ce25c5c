"""The decisions of consultations that need no database."""
