"""A local newsroom that publishes a corpus over HTTP: the demo, and the source of tests and load runs."""
