"""Builds the models of `sql/curated`: each on a branch and tested there, all published together at the end."""
