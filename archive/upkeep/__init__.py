"""Looking after an archive: backups, disk, alerts, what it tells of itself."""
