"""From a night's raw pages to published tables."""
