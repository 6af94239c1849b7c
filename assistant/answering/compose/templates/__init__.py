"""Template texts, a TOML table a language: name = the variants that say the same."""
