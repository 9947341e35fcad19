"""The web app: pages made on the server, no scripts needed, nothing loaded from elsewhere."""
