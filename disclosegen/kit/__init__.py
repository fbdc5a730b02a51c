"""The kit as data: bureaus' formats in folders of TOML, loaded and checked."""
