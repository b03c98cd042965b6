"""The rules that ship with cleaner: YAML files only; this package exists so that they travel inside the wheel."""
