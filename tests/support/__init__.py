"""What tests share: builders, strictness, the reference data beside the checkout."""
