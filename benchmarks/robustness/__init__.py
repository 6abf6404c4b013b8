"""Hostile files and mutants: what reading survives, without a clock."""
