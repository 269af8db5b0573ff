"""``python -m scibridge``: the same as the ``scibridge`` command."""

from scibridge.cli.main import main

if __name__ == "__main__":
    main()
