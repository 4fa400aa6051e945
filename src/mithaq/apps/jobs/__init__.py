"""Long work: queued, with progress, cancellable, restartable."""
