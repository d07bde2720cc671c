"""Rotation of secrets, which ministack only simulates."""
