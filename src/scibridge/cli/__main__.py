"""``python -m scibridge.cli``: the same command where no script is on the path."""

from scibridge.cli.main import main

if __name__ == "__main__":
    main()
