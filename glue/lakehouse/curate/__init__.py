"""Builds the models of `sql/curated`: each is built and tested on a branch, and all are published together."""
