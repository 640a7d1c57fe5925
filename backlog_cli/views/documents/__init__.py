"""Reports and packs, as Markdown and as pages."""
