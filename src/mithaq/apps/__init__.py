"""The Django applications: one per noun or duty."""
