"""Redshift's statements, parsed. Pure."""
