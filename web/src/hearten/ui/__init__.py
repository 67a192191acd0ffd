"""The base page, design tokens, components, icons and slots every area is shown through. No models."""
