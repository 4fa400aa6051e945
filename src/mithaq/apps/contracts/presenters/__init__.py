"""What the pages of contracts and payments show."""
