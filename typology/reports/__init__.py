"""Results on their way out and tables on their way in: JSON, text, CSV, and the example data."""
