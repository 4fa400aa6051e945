"""Mithaq: plan, budget, contract, measure, pay and account for public health care."""

__version__ = "0.1.0"
