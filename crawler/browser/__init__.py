"""Pages that show nothing without JavaScript, opened in a browser: only for sources that say `javascript: true`."""
