"""What `to_pdf` draws a report with: letters, pages, tables, and one module for each section."""
