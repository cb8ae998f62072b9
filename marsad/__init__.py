"""marsad (مرصد, observatory): the words all rooms share, the stores, the runtimes and the commands."""
