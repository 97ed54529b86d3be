"""Lets `python -m adapter_verify` run the command."""

from adapter_verify.cli import main

main()
