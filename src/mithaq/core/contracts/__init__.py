"""What a contract promises and what a settlement pays, as pure values and functions."""
