"""What the captures say: each page and file read, which pages are one response, its rows and history."""
