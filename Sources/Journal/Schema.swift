import GRDB

/// The tables of a journal.
///
/// Everything that comes from a feed is a BLOB of its UTF-8 bytes, so that it compares by bytes and may hold any
/// character (read it with `CAST(key AS TEXT)`). Decimals are whole millionths, times microseconds since 1970 in
/// UTC, days counted from 1970-01-01. JSON is kept as the bytes that were sent.
enum Schema {
    /// "Till" in ASCII: tells a journal from any other SQLite file.
    static let applicationID: Int64 = 0x5469_6C6C
    /// Rises with every migration; a file with a higher one is refused.
    static let version: Int64 = 7

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            for table in [settings, lines, positions, ledger, quarantine] { try db.execute(sql: table) }
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: "PRAGMA user_version = 1")
        }
        migrator.registerMigration("2") { db in
            for table in [packVersions, shadow] { try db.execute(sql: table) }
            try db.execute(sql: "ALTER TABLE position ADD COLUMN mark BLOB")
            try db.execute(sql: "PRAGMA user_version = 2")
        }
        migrator.registerMigration("3") { db in
            try db.execute(sql: refusal)
            try db.execute(sql: "PRAGMA user_version = 3")
        }
        migrator.registerMigration("4") { db in
            try db.execute(sql: feeds)
            try db.execute(sql: "PRAGMA user_version = 4")
        }
        migrator.registerMigration("5") { db in
            for table in [endpoints, feedEndpoints] { try db.execute(sql: table) }
            try db.execute(sql: "PRAGMA user_version = 5")
        }
        migrator.registerMigration("6") { db in
            try db.execute(sql: audit)
            try db.execute(sql: "PRAGMA user_version = 6")
        }
        migrator.registerMigration("7") { db in
            try db.execute(sql: retention)
            try db.execute(sql: "ALTER TABLE quarantine ADD COLUMN recorded_micros INTEGER")
            try db.execute(sql: "PRAGMA user_version = 7")
        }
        return migrator
    }

    /// Whether the file knows what was deleted for its age.
    static func hasRetention(_ db: Database) throws -> Bool { try db.tableExists("retention") }

    /// Whether the file keeps an audit log.
    static func hasAudit(_ db: Database) throws -> Bool { try db.tableExists("audit") }

    /// Whether the file keeps how the feeds are.
    static func hasFeeds(_ db: Database) throws -> Bool { try db.tableExists("feed_state") }

    /// Whether the file keeps the outbox by endpoints.
    static func hasEndpoints(_ db: Database) throws -> Bool { try db.tableExists("endpoint") }

    /// Whether the file knows versions of packs, and shadow packs.
    static func hasVersions(_ db: Database) throws -> Bool { try db.tableExists("shadow") }

    private static let settings = """
        CREATE TABLE setting (
            name TEXT PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE pack (
            id TEXT PRIMARY KEY,
            version TEXT NOT NULL,
            digest TEXT NOT NULL,
            levels BLOB NOT NULL, -- JSON, names in ascending order
            files BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// Several versions of a pack, and packs that are tried without being sent.
    private static let packVersions = """
        CREATE TABLE pack_version (
            id TEXT NOT NULL,
            version TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('live', 'shadow', 'retired')),
            digest TEXT NOT NULL,
            levels BLOB NOT NULL, -- JSON, names in ascending order
            files BLOB NOT NULL,
            PRIMARY KEY (id, version, state)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO pack_version SELECT id, version, 'live', digest, levels, files FROM pack;
        DROP TABLE pack;
        ALTER TABLE pack_version RENAME TO pack;
        """

    /// What stands of the shadow packs' ledgers.
    private static let shadow = """
        CREATE TABLE shadow (
            subject TEXT PRIMARY KEY,
            time_micros INTEGER NOT NULL,
            pack TEXT NOT NULL,
            level TEXT NOT NULL,
            recorded_micros INTEGER NOT NULL, -- when it became what it is
            data BLOB NOT NULL -- JSON
        ) STRICT, WITHOUT ROWID;
        """

    private static let lines = """
        CREATE TABLE source (
            id INTEGER PRIMARY KEY,
            name BLOB NOT NULL UNIQUE
        ) STRICT;
        CREATE TABLE catalogue_rows (
            id INTEGER PRIMARY KEY,
            content BLOB NOT NULL UNIQUE -- JSON
        ) STRICT;
        CREATE TABLE product (
            product BLOB PRIMARY KEY
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE line (
            sequence INTEGER PRIMARY KEY,
            key BLOB NOT NULL,
            receipt_key BLOB NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('sale', 'void', 'return')),
            time_micros INTEGER NOT NULL,
            local_day INTEGER NOT NULL,
            second_of_day INTEGER NOT NULL,
            next_midnight_micros INTEGER NOT NULL,
            store BLOB NOT NULL,
            till BLOB NOT NULL,
            receipt BLOB NOT NULL,
            line BLOB NOT NULL,
            business_day BLOB,
            product BLOB,
            description BLOB,
            quantity_millionths INTEGER,
            amount_millionths INTEGER,
            currency BLOB,
            tender BLOB,
            revision INTEGER,
            refers BLOB,
            tokens BLOB,
            licence BLOB,
            professional BLOB,
            extra BLOB,
            catalogue_rows INTEGER NOT NULL REFERENCES catalogue_rows(id),
            source INTEGER NOT NULL REFERENCES source(id),
            source_line INTEGER NOT NULL,
            source_offset INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX line_key ON line(key);
        """

    private static let positions = """
        CREATE TABLE position (
            source INTEGER PRIMARY KEY REFERENCES source(id),
            line INTEGER NOT NULL,
            byte_offset INTEGER NOT NULL
        ) STRICT;
        """

    private static let ledger = """
        CREATE TABLE event (
            sequence INTEGER PRIMARY KEY,
            subject TEXT NOT NULL,
            revision INTEGER NOT NULL,
            pack TEXT NOT NULL,
            recorded_micros INTEGER NOT NULL,
            body BLOB NOT NULL, -- JSON, as it is sent
            UNIQUE (subject, revision)
        ) STRICT;
        CREATE TABLE subject (
            subject TEXT PRIMARY KEY,
            event INTEGER NOT NULL REFERENCES event(sequence), -- the last one
            stands INTEGER NOT NULL CHECK (stands IN (0, 1))
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE standing (
            subject TEXT PRIMARY KEY REFERENCES subject(subject),
            time_micros INTEGER NOT NULL,
            pack TEXT NOT NULL,
            level TEXT NOT NULL,
            data BLOB NOT NULL -- JSON
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE outbox (
            sequence INTEGER PRIMARY KEY REFERENCES event(sequence),
            state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused')),
            attempts INTEGER NOT NULL,
            last_error TEXT
        ) STRICT;
        CREATE INDEX outbox_state ON outbox(state, sequence);
        """

    /// Lines that were refused for their time when they were first read: that is decided once (2.7).
    private static let refusal = """
        CREATE TABLE refusal (
            id INTEGER PRIMARY KEY, -- what people name it by
            key BLOB NOT NULL,
            content BLOB NOT NULL, -- as versions compare
            reason TEXT NOT NULL,
            arrived_micros INTEGER NOT NULL, -- when it was first read
            arrival BLOB NOT NULL, -- JSON: the decoded line with pseudonyms, its rows and position
            accepted_micros INTEGER, -- when an operator accepted it; null while nobody has
            UNIQUE (key, content)
        ) STRICT;
        CREATE INDEX refusal_accepted ON refusal(accepted_micros) WHERE accepted_micros IS NOT NULL;
        """

    /// How the feeds are. What is of a source or store as a whole has an empty store or till.
    private static let feeds = """
        CREATE TABLE feed_state (
            source BLOB NOT NULL,
            store BLOB NOT NULL,
            till BLOB NOT NULL,
            state BLOB NOT NULL, -- JSON
            PRIMARY KEY (source, store, till)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE feed_finding (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            source BLOB NOT NULL,
            store BLOB NOT NULL,
            till BLOB NOT NULL,
            opened_micros INTEGER NOT NULL,
            since_micros INTEGER,
            detail BLOB NOT NULL,
            ending TEXT, -- null while it is open
            closed_micros INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX feed_finding_open ON feed_finding(id) WHERE ending IS NULL;
        CREATE TABLE feed_outbox (
            sequence INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            finding TEXT NOT NULL REFERENCES feed_finding(id),
            body BLOB NOT NULL, -- JSON, as it is sent
            state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused')),
            attempts INTEGER NOT NULL,
            last_error TEXT
        ) STRICT;
        CREATE INDEX feed_outbox_state ON feed_outbox(state, sequence);
        """

    /// The outbox by endpoints; what was there before was the one endpoint's.
    private static let endpoints = """
        CREATE TABLE endpoint (
            name TEXT PRIMARY KEY,
            state TEXT NOT NULL CHECK (state IN ('active', 'paused', 'stopped')),
            reason TEXT, -- why it is not active, for people
            changed_micros INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO endpoint SELECT 'default', 'active', NULL, 0 FROM outbox LIMIT 1;
        CREATE TABLE delivery (
            endpoint TEXT NOT NULL REFERENCES endpoint(name),
            sequence INTEGER NOT NULL REFERENCES event(sequence),
            state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused', 'dropped')),
            attempts INTEGER NOT NULL,
            last_error TEXT,
            next_micros INTEGER, -- not to be tried before
            changed_micros INTEGER, -- when the last attempt was recorded
            PRIMARY KEY (endpoint, sequence)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO delivery (endpoint, sequence, state, attempts, last_error)
            SELECT 'default', sequence, state, attempts, last_error FROM outbox;
        DROP TABLE outbox;
        ALTER TABLE delivery RENAME TO outbox;
        CREATE INDEX outbox_due ON outbox(endpoint, state, next_micros, sequence);
        CREATE INDEX outbox_sequence ON outbox(sequence);
        """

    /// Events about feeds, and who they are for.
    private static let feedEndpoints = """
        CREATE TABLE feed_event (
            sequence INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            finding TEXT NOT NULL REFERENCES feed_finding(id),
            body BLOB NOT NULL -- JSON, as it is sent
        ) STRICT;
        INSERT INTO feed_event SELECT sequence, id, finding, body FROM feed_outbox;
        INSERT INTO endpoint SELECT 'health', 'active', NULL, 0 FROM feed_outbox LIMIT 1;
        CREATE TABLE feed_delivery (
            endpoint TEXT NOT NULL REFERENCES endpoint(name),
            sequence INTEGER NOT NULL REFERENCES feed_event(sequence),
            state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused', 'dropped')),
            attempts INTEGER NOT NULL,
            last_error TEXT,
            next_micros INTEGER, -- not to be tried before
            changed_micros INTEGER, -- when the last attempt was recorded
            PRIMARY KEY (endpoint, sequence)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO feed_delivery (endpoint, sequence, state, attempts, last_error)
            SELECT 'health', sequence, state, attempts, last_error FROM feed_outbox;
        DROP TABLE feed_outbox;
        ALTER TABLE feed_delivery RENAME TO feed_outbox;
        CREATE INDEX feed_outbox_due ON feed_outbox(endpoint, state, next_micros, sequence);
        CREATE INDEX feed_event_finding ON feed_event(finding);
        """

    /// The audit log: a chain that is only added to.
    private static let audit = """
        CREATE TABLE audit (
            sequence INTEGER PRIMARY KEY,
            recorded_micros INTEGER NOT NULL,
            actor TEXT NOT NULL,
            kind TEXT NOT NULL,
            detail TEXT NOT NULL, -- JSON
            previous TEXT NOT NULL, -- hash of the entry before; 64 zeros for the first
            hash TEXT NOT NULL -- SHA-256, hexadecimal, of `AuditEntry.computedHash`'s lines
        ) STRICT;
        CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN
            SELECT RAISE(ABORT, 'the audit log is only added to');
        END;
        CREATE TRIGGER audit_keeps BEFORE DELETE ON audit BEGIN
            SELECT RAISE(ABORT, 'the audit log is only added to');
        END;
        """

    /// What was deleted for its age, and what outlives it.
    private static let retention = """
        CREATE TABLE retention (
            kind TEXT PRIMARY KEY,
            before_micros INTEGER NOT NULL, -- what is older was deleted; only rises
            through INTEGER -- of the audit log: the last entry that was cut off
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE closing (
            pack TEXT PRIMARY KEY,
            before_micros INTEGER NOT NULL -- its moments before are closed; only rises
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE seen_token (
            id INTEGER PRIMARY KEY,
            kind BLOB NOT NULL,
            value BLOB NOT NULL, -- the pseudonym
            receipts INTEGER NOT NULL CHECK (receipts IN (1, 2)), -- deleted ones; 2 is two or more
            earliest_micros INTEGER NOT NULL, -- of the lines of these
            earliest_key BLOB NOT NULL,
            UNIQUE (kind, value)
        ) STRICT;
        CREATE TABLE seen_pair (
            first INTEGER NOT NULL REFERENCES seen_token(id),
            second INTEGER NOT NULL REFERENCES seen_token(id),
            PRIMARY KEY (first, second)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX seen_pair_second ON seen_pair(second);
        DROP TRIGGER audit_keeps;
        CREATE TRIGGER audit_keeps BEFORE DELETE ON audit
        WHEN OLD.sequence > coalesce((SELECT through FROM retention WHERE kind = 'audit'), 0) BEGIN
            SELECT RAISE(ABORT, 'the audit log is only added to');
        END;
        """

    private static let quarantine = """
        CREATE TABLE quarantine (
            id INTEGER PRIMARY KEY,
            source INTEGER NOT NULL REFERENCES source(id),
            line INTEGER NOT NULL,
            byte_offset INTEGER NOT NULL,
            reason TEXT NOT NULL,
            record BLOB NOT NULL, -- JSON: detail and fields
            UNIQUE (source, byte_offset, reason, record)
        ) STRICT;
        """
}
