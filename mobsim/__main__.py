"""What does ``python -m mobsim`` do? The same as ``mobsim``."""

from mobsim.cli.main import main

raise SystemExit(main())
