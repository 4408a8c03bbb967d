-- Files of the conversation. `due_at` is when something must be done about it; NULL once a message
-- names it.
CREATE TABLE files (
  id TEXT PRIMARY KEY,
  upload TEXT NOT NULL UNIQUE,
  sender TEXT NOT NULL,
  name TEXT NOT NULL,
  n_bytes_announced INTEGER NOT NULL,
  begun_at INTEGER NOT NULL,
  is_over INTEGER NOT NULL,
  completed_at INTEGER,
  -- These are there once it is complete; the sides only of pictures.
  media_type TEXT,
  n_bytes INTEGER,
  width INTEGER,
  height INTEGER,
  message TEXT,
  due_at INTEGER
) STRICT;
CREATE INDEX files_due ON files (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX files_of_message ON files (message) WHERE message IS NOT NULL;

-- The bytes, each row but the last of one size, so that a place in the file names its row.
CREATE TABLE file_parts (
  file TEXT NOT NULL,
  n INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (file, n)
) STRICT;

-- What each person announced on the day of their last upload.
CREATE TABLE file_days (
  sender TEXT PRIMARY KEY,
  day INTEGER NOT NULL,
  n_files INTEGER NOT NULL,
  n_bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row: what download links of this conversation are signed with.
CREATE TABLE link_key (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  key BLOB NOT NULL
) STRICT;
