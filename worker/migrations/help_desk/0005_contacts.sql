-- A contact for whom a customer's server has vouched is one visitor with several devices.
CREATE TABLE devices (
    token_hash TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO devices (token_hash, id, created_at) SELECT token_hash, id, created_at FROM visitors;
DROP TABLE visitors;
ALTER TABLE devices RENAME TO visitors;
CREATE INDEX visitors_by_id ON visitors (id, created_at);

-- Keys by which a customer's server signs: of HS256 the secret itself, or nothing could be verified.
CREATE TABLE identity_keys (
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    key TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX identity_keys_of_channel ON identity_keys (channel, created_at);

-- `subject` is the name by which the customer's server knows them, on this channel and no other.
CREATE TABLE contacts (
    visitor TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    subject TEXT NOT NULL,
    name TEXT,
    email TEXT,
    UNIQUE (channel, subject)
) STRICT, WITHOUT ROWID;

-- Which conversations let a contact's device in; it is taken back in each when the device is forgotten.
CREATE TABLE admissions (
    token_hash TEXT NOT NULL,
    conversation TEXT NOT NULL,
    PRIMARY KEY (token_hash, conversation)
) STRICT, WITHOUT ROWID;
CREATE INDEX admissions_of_conversation ON admissions (conversation);

-- What a page says of a visitor without a proof, whole as JSON.
CREATE TABLE attributes (
    visitor TEXT PRIMARY KEY,
    told TEXT NOT NULL,
    told_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE tickets ADD COLUMN verified TEXT;
ALTER TABLE tickets ADD COLUMN attributes_at INTEGER;
