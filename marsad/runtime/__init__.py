"""What drives the stages: the only place where rooms meet."""
