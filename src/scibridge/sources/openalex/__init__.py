"""OpenAlex: works and institutions, from the snapshot layout or the live API, in both schema generations."""
