"""Lake Formation: its API, its state, and what follows for who may read what."""
