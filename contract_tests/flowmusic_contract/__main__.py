"""`python -m flowmusic_contract` is `scripts/contract`."""

import sys

from flowmusic_contract.cli import main

sys.exit(main())
