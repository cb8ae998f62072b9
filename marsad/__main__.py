"""`python -m marsad` is the command line."""

import sys

from marsad.cli import main

sys.exit(main())
