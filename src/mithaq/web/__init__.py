"""What has no domain word: layout, components, charts, maps, tables, uploads, languages."""
