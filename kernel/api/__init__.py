"""What every API view of the house stands on: tokens, strict JSON, problems, limits, repeated requests, pages."""
