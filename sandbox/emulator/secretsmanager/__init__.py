"""Rotation of secrets, which ministack only pretends."""
