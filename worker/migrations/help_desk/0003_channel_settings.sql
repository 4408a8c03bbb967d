-- Channels hold what an admin chooses, whole as JSON, and count how often that changed. What was
-- chosen by the first schema is carried over; the rest of it stood for defaults.

ALTER TABLE channels ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
-- Names the texts that are agreed to now; absent while nothing has to be agreed to.
ALTER TABLE channels ADD COLUMN consent_version TEXT;

UPDATE channels SET settings = json_object(
    'look', json_object(
        'accent', json_extract(settings, '$.panel.accent'),
        'side', json_extract(settings, '$.side')
    ),
    'allowed_origins', json_extract(settings, '$.allowed_origins')
);

-- Every text that anybody could ever agree to; rows are never changed and never deleted.
CREATE TABLE consent_texts (
    version TEXT NOT NULL,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    button TEXT NOT NULL,
    communicate TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (version, language)
) STRICT, WITHOUT ROWID;

-- How long the first answer took; nothing here says whose it was. Kept as long as it counts.
CREATE TABLE first_replies (
    ticket INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    at INTEGER NOT NULL,
    reply_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX first_replies_by_channel ON first_replies (channel, at);
