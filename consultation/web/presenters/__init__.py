"""What the templates of consultations are given: plain values in words, in the order they are shown."""
