"""The views of consultations, by noun."""
