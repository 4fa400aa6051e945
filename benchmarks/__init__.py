"""What the product takes, told as ratios: `./dev bench` writes docs/explications/performances.md."""
