"""The register's pages: for the public, for staff, and a manager's requests to correct their entry."""
