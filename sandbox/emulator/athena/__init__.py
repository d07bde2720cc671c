"""Athena's API in front of Trino."""
