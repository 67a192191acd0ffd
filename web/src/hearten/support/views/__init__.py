"""Pages and fragments of support, thin: a form, a verb or a query, a template."""
