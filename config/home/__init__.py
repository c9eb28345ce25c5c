"""Pages over several apps: the front page, my work, a manager's own page."""
