"""The atlas of this installation: computed from its lake and registry, read by pages, API and commands."""
