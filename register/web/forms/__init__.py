"""The register's forms. They validate and stop."""
