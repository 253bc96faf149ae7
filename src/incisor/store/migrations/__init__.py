"""The steps from one version's tables to the next's; `incisor.store.schema` runs them."""
