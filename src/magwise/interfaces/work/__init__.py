"""Long work in processes of its own, so that it never makes a page wait: a photo, a trial, a long list."""
