"""What every room stands on: accounts and access, audit, outbox, jobs, files, sealing, the database process."""
