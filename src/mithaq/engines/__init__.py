"""How to compute over data: the plain reference and the fast engines."""
