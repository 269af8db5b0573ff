"""SciBridge: a need stated anywhere meets the results, people, organisations and facilities that can
answer it."""

__version__ = "0.1.0"
