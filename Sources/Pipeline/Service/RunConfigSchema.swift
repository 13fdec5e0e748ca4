/// The JSON Schema of a configuration, as `tillwatch schema config` prints it.
package enum RunConfigSchema {
    package static let id = "urn:tillwatch:schema:config:1"

    package static let json = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:tillwatch:schema:config:1",
          "title": "Tillwatch configuration",
          "description": "What `tillwatch run` reads, judges by and sends to. Paths count from this file's folder.",
          "type": "object",
          "additionalProperties": false,
          "required": ["packs", "catalogue", "journal"],
          "oneOf": [{"required": ["source"]}, {"required": ["sources"]}],
          "properties": {
            "packs": {"description": "Rule packs; several of one id are its versions.", "$ref": "#/$defs/texts"},
            "shadow": {
              "description": "Packs that are judged and kept, and never sent.",
              "anyOf": [{"$ref": "#/$defs/texts"}, {"type": "array", "maxItems": 0}]
            },
            "trust": {"description": "Whose signatures under packs are trusted: a trust file, or a folder of them.", "$ref": "#/$defs/text"},
            "catalogue": {"description": "Which products hold which substances.", "$ref": "#/$defs/text"},
            "feed": {"description": "The feed file: how the export is written.", "$ref": "#/$defs/text"},
            "articles": {
              "description": "A list of the chain's products (CSV): those at the tills that are neither there nor in the catalogue are counted, and told once a day.",
              "$ref": "#/$defs/text"
            },
            "source": {
              "description": "Where lines come from: a file, or - for standard input; or one mapping as in sources.",
              "anyOf": [{"$ref": "#/$defs/text"}, {"$ref": "#/$defs/source"}]
            },
            "sources": {
              "description": "Where lines come from, any number at once.",
              "type": "array", "minItems": 1, "items": {"$ref": "#/$defs/source"}
            },
            "journal": {"description": "Where journal, ledger and outbox are kept.", "$ref": "#/$defs/text"},
            "installation": {
              "description": "Who speaks; default: kept in the journal.",
              "type": ["string", "number", "boolean"],
              "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
            },
            "token_key_file": {"description": "64 hex digits; default: TILLWATCH_TOKEN_KEY.", "$ref": "#/$defs/text"},
            "delivery": {
              "description": "Where alerts are sent.",
              "type": "object",
              "additionalProperties": false,
              "oneOf": [{"required": ["url", "secret_file"]}, {"required": ["mail"]}, {"required": ["file"]}, {"required": ["folder"]}, {"required": ["stdout"]}],
              "properties": {
                "url": {"$ref": "#/$defs/url"},
                "batch": {"$ref": "#/$defs/batch"},
                "mail": {"$ref": "#/$defs/mail"},
                "file": {"$ref": "#/$defs/file"},
                "folder": {"$ref": "#/$defs/folder"},
                "rotate": {"$ref": "#/$defs/rotate"},
                "stdout": {"$ref": "#/$defs/stdout"},
                "secret_file": {"$ref": "#/$defs/secret"},
                "name": {
                  "description": "By which confidential packs say that the endpoint sees everything.",
                  "type": ["string", "number", "boolean"],
                  "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
                },
                "timeout": {"$ref": "#/$defs/timeout"},
                "allow_private": {"$ref": "#/$defs/allowPrivate"},
                "legal_basis": {"$ref": "#/$defs/legalBasis"},
                "tls": {"$ref": "#/$defs/endpointTLS"},
                "proxy": {"$ref": "#/$defs/proxy"},
                "answer_within": {"description": "How long one attempt may take; default: 30s.", "$ref": "#/$defs/duration"}
              }
            },
            "endpoints": {
              "description": "Where alerts are sent, by the endpoints' names; in place of delivery.",
              "type": "object",
              "minProperties": 1,
              "propertyNames": {"$ref": "#/$defs/name"},
              "additionalProperties": {"$ref": "#/$defs/endpoint"}
            },
            "health": {
              "description": "Whether the feeds' health is watched; {} takes every default.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "endpoint": {
                  "description": "Where an operator is told.",
                  "type": "object",
                  "additionalProperties": false,
                  "oneOf": [{"required": ["url", "secret_file"]}, {"required": ["mail"]}, {"required": ["file"]}, {"required": ["folder"]}, {"required": ["stdout"]}],
                  "properties": {
                    "url": {"$ref": "#/$defs/url"},
                    "batch": {"$ref": "#/$defs/batch"},
                    "mail": {"$ref": "#/$defs/mail"},
                    "file": {"$ref": "#/$defs/file"},
                    "folder": {"$ref": "#/$defs/folder"},
                    "rotate": {"$ref": "#/$defs/rotate"},
                    "stdout": {"$ref": "#/$defs/stdout"},
                    "secret_file": {"$ref": "#/$defs/secret"},
                    "timeout": {"$ref": "#/$defs/timeout"},
                    "allow_private": {"$ref": "#/$defs/allowPrivate"},
                    "legal_basis": {"$ref": "#/$defs/legalBasis"},
                    "tls": {"$ref": "#/$defs/endpointTLS"},
                    "proxy": {"$ref": "#/$defs/proxy"},
                    "answer_within": {"description": "How long one attempt may take; default: 30s.", "$ref": "#/$defs/duration"}
                  }
                },
                "history": {"description": "How long is watched before rhythms and shares are judged; default: 14d.", "$ref": "#/$defs/duration"},
                "clock": {"description": "How far a till's clock may be off; default: 30min.", "$ref": "#/$defs/duration"},
                "gap": {"description": "How long a missing receipt may still come; default: 6h.", "$ref": "#/$defs/duration"},
                "receipts": {"description": "Receipts after which a till's numbers are judged; default: 200.", "type": ["integer", "string"], "minimum": 10, "maximum": 4000, "pattern": "^[1-9][0-9]{1,3}$"},
                "late": {"description": "How long after its latest usual hour a day's first line may come; default: 2h.", "$ref": "#/$defs/duration"},
                "forget": {"description": "How long a store or till is looked for; default: 35d.", "$ref": "#/$defs/duration"},
                "closed": {"description": "Days (UTC) on which nobody sells.", "type": "array", "items": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}}
              }
            },
            "retain": {
              "description": "How long each kind of record is kept; {} takes every default. Without it nothing is deleted.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "lines": {"description": "Journalled lines, by their own times; default 550d.", "$ref": "#/$defs/kept"},
                "alerts": {"description": "Alerts at closed moments with their events; default 730d.", "$ref": "#/$defs/kept"},
                "quarantine": {"description": "Quarantined and refused lines; default 90d.", "$ref": "#/$defs/kept"},
                "findings": {"description": "Findings about feeds that have ended; default 365d.", "$ref": "#/$defs/kept"},
                "audit": {"description": "Entries of the audit log; default 3653d, and not less than the others.", "$ref": "#/$defs/kept"}
              }
            },
            "metrics": {
              "description": "Where Prometheus asks for figures: GET /metrics, over plain HTTP.",
              "type": "object",
              "additionalProperties": false,
              "required": ["listen"],
              "properties": {"listen": {"description": "HOST:PORT.", "type": "string", "pattern": ":[0-9]{1,5}$"}}
            },
            "batch_lines": {
              "description": "Watched lines that are committed together.",
              "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": 1000000},
                {"type": "string", "pattern": "^[1-9][0-9]{0,6}$"}
              ]
            },
            "control": {"description": "The socket of `tillwatch reload`; default: the journal's path and -control.", "$ref": "#/$defs/text"}
          },
          "$defs": {
            "endpointTLS": {
              "description": "Whom to trust, and who we are.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "ca": {"description": "The CAs that the endpoint's certificate is checked against (PEM); default: the system's.", "$ref": "#/$defs/text"},
                "certificate": {"description": "Our own certificate (PEM), for endpoints that ask for one; with key.", "$ref": "#/$defs/text"},
                "key": {"description": "The key of our certificate (PEM).", "$ref": "#/$defs/text"},
                "pins": {"description": "SHA-256 of public keys, one of which the endpoint must have.", "type": "array", "items": {"type": "string", "pattern": "^sha256//?[A-Za-z0-9+/]{43}=$"}}
              }
            },
            "proxy": {"description": "A proxy to go through; those of the environment are not used.", "type": "string", "pattern": "^https?://"},
            "endpoint": {
              "type": "object",
              "additionalProperties": false,
              "oneOf": [{"required": ["url", "secret_file"]}, {"required": ["mail"]}, {"required": ["file"]}, {"required": ["folder"]}, {"required": ["stdout"]}],
              "properties": {
                "url": {"$ref": "#/$defs/url"},
                "batch": {"$ref": "#/$defs/batch"},
                "mail": {"$ref": "#/$defs/mail"},
                "file": {"$ref": "#/$defs/file"},
                "folder": {"$ref": "#/$defs/folder"},
                "rotate": {"$ref": "#/$defs/rotate"},
                "stdout": {"$ref": "#/$defs/stdout"},
                "secret_file": {"$ref": "#/$defs/secret"},
                "timeout": {"$ref": "#/$defs/timeout"},
                "allow_private": {"$ref": "#/$defs/allowPrivate"},
                "legal_basis": {"$ref": "#/$defs/legalBasis"},
                "tls": {"$ref": "#/$defs/endpointTLS"},
                "proxy": {"$ref": "#/$defs/proxy"},
                "answer_within": {"description": "How long one attempt may take; default: 30s.", "$ref": "#/$defs/duration"},
                "gets": {
                  "description": "What it gets of alerts; default: all.",
                  "type": "object",
                  "additionalProperties": false,
                  "properties": {
                    "packs": {"description": "Ids of packs.", "$ref": "#/$defs/texts"},
                    "levels": {
                      "description": "The least level: of every pack, or by pack.",
                      "anyOf": [{"$ref": "#/$defs/text"}, {"type": "object", "additionalProperties": {"$ref": "#/$defs/text"}}]
                    },
                    "jurisdictions": {"description": "As packs state them.", "$ref": "#/$defs/texts"},
                    "stores": {"description": "One purchase at one of them is enough.", "$ref": "#/$defs/texts"},
                    "where": {"description": "A condition as in packs; one purchase of the alert matches it.", "type": "object", "minProperties": 1}
                  }
                },
                "profile": {
                  "description": "What it sees of alerts: a shipped profile, or one of its own; default: everything.",
                  "anyOf": [
                    {"enum": ["police", "compliance", "analyst", "store"]},
                    {
                      "type": "object",
                      "additionalProperties": false,
                      "properties": {
                        "shows": {
                          "description": "Of what may be left out: what it sees.",
                          "anyOf": [{"$ref": "#/$defs/shown"}, {"type": "array", "items": {"$ref": "#/$defs/shown"}}]
                        },
                        "purchases_max": {"description": "How many purchases an alert has at most.", "anyOf": [{"type": "integer", "minimum": 1, "maximum": 100000}, {"type": "string", "pattern": "^[1-9][0-9]{0,5}$"}]}
                      }
                    }
                  ]
                },
                "pseudonym_key_file": {"description": "64 hex digits, under which buyers and tokens get names of its own.", "$ref": "#/$defs/text"},
                "fallback": {"description": "Whether it gets what no other endpoint gets, and nothing else.", "type": ["boolean", "string"], "enum": [true, false, "true", "false"]},
                "feeds": {"description": "Whether it also gets events about feeds.", "type": ["boolean", "string"], "enum": [true, false, "true", "false"]}
              }
            },
            "source": {
              "type": "object",
              "additionalProperties": false,
              "oneOf": [{"required": ["file"]}, {"required": ["folder"]}, {"required": ["listen"]}, {"required": ["pull", "name"]}, {"required": ["postgres", "name", "watermark"]}, {"required": ["sqlite", "name", "watermark"]}],
              "properties": {
                "name": {"description": "By which logs call it; default: its file or folder.", "$ref": "#/$defs/name"},
                "feed": {"description": "Its feed file; default: that of the configuration.", "$ref": "#/$defs/text"},
                "file": {"description": "A file, or - for standard input.", "$ref": "#/$defs/text"},
                "follow": {"description": "Whether more may be written to the file.", "type": ["boolean", "string"], "enum": [true, false, "true", "false"]},
                "folder": {"description": "A folder into which files are put.", "$ref": "#/$defs/text"},
                "pattern": {"description": "Which of its files: *.csv, */OrderDetails.csv; default: all.", "$ref": "#/$defs/text"},
                "ready": {
                  "description": "When a file is whole: unchanged for 10s (the default), a second file beside it, or once it has its name.",
                  "anyOf": [
                    {"const": "renamed"},
                    {"type": "object", "additionalProperties": false, "required": ["stable"], "properties": {"stable": {"$ref": "#/$defs/duration"}}},
                    {"type": "object", "additionalProperties": false, "required": ["marker"], "properties": {"marker": {"$ref": "#/$defs/text"}}}
                  ]
                },
                "done": {
                  "description": "What becomes of a file that was read.",
                  "anyOf": [
                    {"enum": ["keep", "delete"]},
                    {"type": "object", "additionalProperties": false, "required": ["move"], "properties": {"move": {"$ref": "#/$defs/text"}}}
                  ]
                },
                "failed": {"description": "Where files go that cannot be read; default: they stay.", "$ref": "#/$defs/text"},
                "listen": {"description": "HOST:PORT at which lines are sent over HTTP.", "type": "string", "pattern": ":[0-9]{1,5}$"},
                "path": {"description": "The path of requests; default: /.", "type": "string", "pattern": "^/"},
                "tokens_file": {"description": "Bearer tokens, one a line; several may be valid at once.", "$ref": "#/$defs/text"},
                "tls": {
                  "description": "PEM files; clients: the CAs whose clients may connect.",
                  "type": "object", "additionalProperties": false, "required": ["certificate", "key"],
                  "properties": {"certificate": {"$ref": "#/$defs/text"}, "key": {"$ref": "#/$defs/text"}, "clients": {"$ref": "#/$defs/text"}}
                },
                "plain": {"description": "Whether a proxy in front does TLS.", "type": ["boolean", "string"], "enum": [true, false, "true", "false"]},
                "max_body": {"description": "Bytes of the largest body; default: 16777216.", "type": "integer", "minimum": 1024, "maximum": 1073741824},
                "every": {"description": "The longest time between two looks at the folder; default: 10s. Of what is pulled or queried: the time between two looks; default: 15min and 1min.", "$ref": "#/$defs/duration"},
                "pull": {"description": "A file (https://) or folder (sftp://, ftps://, ftpes://) elsewhere, whose files are fetched.", "type": "string", "pattern": "^([Hh][Tt][Tt][Pp][Ss]|[Ss][Ff][Tt][Pp]|[Ff][Tt][Pp][Ss]|[Ff][Tt][Pp][Ee][Ss])://"},
                "postgres": {"description": "A connection string of libpq, without a password.", "type": "string", "minLength": 1},
                "sqlite": {"description": "An SQLite file.", "$ref": "#/$defs/text"},
                "query": {"description": "A query that only reads.", "type": "string", "minLength": 1},
                "query_file": {"description": "A file with the query.", "$ref": "#/$defs/text"},
                "watermark": {"description": "The column of the query's result that only grows.", "$ref": "#/$defs/text"},
                "overlap": {"description": "How far before the last watermark a look begins: 1h for times, 1000 for whole numbers; default: from the last one.", "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^[0-9]{1,10} *(s|min|h|d)?$"}]},
                "rows": {"description": "About how many rows are read at once; default: 100000.", "anyOf": [{"type": "integer", "minimum": 1, "maximum": 10000000}, {"type": "string", "pattern": "^[1-9][0-9]{0,7}$"}]},
                "spool": {"description": "Where fetched files wait to be read; default: the journal's path, -spool and the name.", "$ref": "#/$defs/text"},
                "timeout": {"description": "How long to wait for a connection, and for a silent one; default: 30s. Of a query: how long one statement may take; default: 5min.", "$ref": "#/$defs/duration"},
                "max_file": {"description": "Bytes of the largest file that is fetched; default: 1073741824.", "anyOf": [{"type": "integer", "minimum": 1, "maximum": 1099511627776}, {"type": "string", "pattern": "^[1-9][0-9]{0,12}$"}]},
                "user": {"description": "Who asks.", "$ref": "#/$defs/text"},
                "password_file": {"description": "A file whose first line is the user's password.", "$ref": "#/$defs/text"},
                "token_file": {"description": "Of https: a file whose first line is a bearer token.", "$ref": "#/$defs/text"},
                "key": {"description": "Of sftp: the user's private key.", "$ref": "#/$defs/text"},
                "passphrase_file": {"description": "Of sftp: a file whose first line opens the key.", "$ref": "#/$defs/text"},
                "known_hosts": {"description": "Of sftp: the keys of known hosts, as ssh-keyscan writes them.", "$ref": "#/$defs/text"},
                "ca": {"description": "The CAs that the server's certificate is checked against (PEM); default: the system's.", "$ref": "#/$defs/text"}
              }
            },
            "url": {"type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"},
            "batch": {"description": "Events that go in one request; default: each by itself.", "anyOf": [{"type": "integer", "minimum": 1, "maximum": 100}, {"type": "string", "pattern": "^[1-9][0-9]{0,2}$"}]},
            "mail": {
              "description": "Mails over SMTP, with TLS.",
              "type": "object",
              "additionalProperties": false,
              "required": ["server", "from", "to"],
              "properties": {
                "server": {"description": "smtp://HOST:PORT (STARTTLS) or smtps://HOST:PORT.", "type": "string", "pattern": "^[Ss][Mm][Tt][Pp][Ss]?://"},
                "user": {"description": "Who sends, with password_file.", "$ref": "#/$defs/text"},
                "password_file": {"description": "A file whose first line is the user's password.", "$ref": "#/$defs/text"},
                "from": {"$ref": "#/$defs/mailAddress"},
                "to": {"description": "One address or several.", "anyOf": [{"$ref": "#/$defs/mailAddress"}, {"type": "array", "minItems": 1, "maxItems": 20, "items": {"$ref": "#/$defs/mailAddress"}}]},
                "language": {"description": "Default: en.", "enum": ["en", "fr", "de", "es", "ar"]},
                "unencrypted": {"description": "Whether mails go without TLS; never with a password.", "type": ["boolean", "string"], "enum": [true, false, "true", "false"]}
              }
            },
            "mailAddress": {"type": "string", "pattern": "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}$"},
            "file": {"description": "A file to which events are appended, one a line.", "$ref": "#/$defs/text"},
            "folder": {"description": "A folder of such files, of which the last is written.", "$ref": "#/$defs/text"},
            "rotate": {
              "description": "When a folder's next file begins; default: each day (UTC).",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "bytes": {"description": "Before a file is larger than this.", "anyOf": [{"type": "integer", "minimum": 1, "maximum": 1099511627776}, {"type": "string", "pattern": "^[1-9][0-9]{0,12}$"}]},
                "daily": {"description": "Whether each day begins one; default: true.", "type": ["boolean", "string"], "enum": [true, false, "true", "false"]}
              }
            },
            "stdout": {"description": "Standard output, one event a line.", "enum": [true, "true"]},
            "secret": {"description": "whsec_…, as `tillwatch key new --webhook` makes it.", "$ref": "#/$defs/text"},
            "timeout": {"description": "How long an ending service waits until everything is sent.", "$ref": "#/$defs/duration"},
            "allowPrivate": {
              "description": "Whether the endpoint's name may lead to a private address.",
              "type": ["boolean", "string"],
              "enum": [true, false, "true", "false"]
            },
            "name": {"type": ["string", "number", "boolean"], "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"},
            "shown": {"enum": ["tokens", "links", "follows", "description"]},
            "legalBasis": {"description": "Why it may get alerts, in a few words; the audit log tells it with everything that is sent.", "type": "string", "minLength": 1, "maxLength": 200},
            "kept": {"description": "A length of time of a day or more, or never.", "type": "string", "pattern": "^([0-9]{1,10} *(s|min|h|d|w)|never)$"},
            "duration": {"type": "string", "pattern": "^[0-9]{1,10} *(s|min|h|d)$"},
            "text": {"type": ["string", "number", "boolean"], "minLength": 1},
            "texts": {
              "anyOf": [{"$ref": "#/$defs/text"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/text"}}]
            }
          }
        }
        """#
}
