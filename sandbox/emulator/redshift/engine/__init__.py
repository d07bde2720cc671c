"""Runs statements: on the catalog, and on Trino."""
