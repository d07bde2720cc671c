"""Lake Formation: its API, its state, and the resulting access."""
