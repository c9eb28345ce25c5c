"""PostgreSQL with history: the backend (`ENGINE = "kernel.db"`), and the triggers and privileges."""
