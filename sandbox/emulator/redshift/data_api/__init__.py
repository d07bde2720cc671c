"""The Data API: calls, who makes them, and their results."""
