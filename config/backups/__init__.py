"""Backup and restore: `copying` makes a consistent copy, `restoring` checks one and puts it in place.

A backup is a folder: `manifest.json` with sizes and checksums, `database.dump` (PostgreSQL's custom form) and
`media.tar`. With BACKUP_KEY it is encrypted. The key ring and the checkpoints are never in it: see
docs/operations/backup.md. `erasures` keeps a journal beside the checkpoints, so that nothing erased comes back.
"""

from kernel.errors import ActionRefused


class BackupRefused(ActionRefused):
    """The copy cannot be made or put in place; the text says what to do."""
