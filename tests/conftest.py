"""What all tests share."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # models of ports are imported as `contract.stores`, `ingest_…`
