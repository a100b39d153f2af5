"""One file per group of commands; `cli` declares them and translates errors."""
