"""Programs and libraries that open a form and save it again, as a department's own tools do."""
