"""The register's views."""
