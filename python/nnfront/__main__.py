"""``python -m nnfront`` is the command ``nnfront``."""

from nnfront._command import main

main()
