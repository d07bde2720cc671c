"""Glue job runs with real Spark."""
