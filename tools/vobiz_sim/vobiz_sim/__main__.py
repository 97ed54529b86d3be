"""Lets `python -m vobiz_sim` run the command."""

import sys

from vobiz_sim.cli import main

sys.exit(main())
