-- What proves who a user is, besides the password. A secret without `since` waits for its first code and is
-- not asked for. It stands as it is, or no code could be made from it.
CREATE TABLE authenticators (
    user TEXT PRIMARY KEY,
    secret BLOB NOT NULL,
    since INTEGER,
    -- The step of the last code that was used; codes of this and earlier ones are worthless.
    used_step INTEGER NOT NULL
) STRICT;

CREATE TABLE recovery_codes (
    user TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    PRIMARY KEY (user, code_hash)
) STRICT;

-- `credential` and `public_key` (SPKI) are texts in base64url; `algorithm` is COSE's number.
CREATE TABLE passkeys (
    id TEXT PRIMARY KEY,
    user TEXT NOT NULL,
    credential TEXT NOT NULL UNIQUE,
    public_key TEXT NOT NULL,
    algorithm INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX passkeys_by_user ON passkeys (user);

-- What a passkey is to answer. `user` is who adds one, and NULL where somebody signs in.
CREATE TABLE challenges (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    challenge TEXT NOT NULL UNIQUE,
    user TEXT,
    ends_at INTEGER NOT NULL
) STRICT;
