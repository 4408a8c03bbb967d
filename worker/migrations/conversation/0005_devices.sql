-- Of a contact's conversation the hashes of the tokens that are let in, as JSON; else it is `token_hash`.
ALTER TABLE head ADD COLUMN devices TEXT;
