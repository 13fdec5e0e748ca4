/// The JSON Schema of an event about a feed, as `tillwatch schema feed-event` prints it.
package enum FeedEventSchema {
    package static let json = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:tillwatch:schema:feed-event:1",
          "title": "Tillwatch feed event",
          "description": "A CloudEvents 1.0 object: something is wrong with a feed, or is over. It names no buyer.",
          "type": "object",
          "additionalProperties": false,
          "required": ["specversion", "id", "source", "type", "subject", "time", "dataschema", "datacontenttype", "data"],
          "properties": {
            "specversion": {"const": "1.0"},
            "id": {"description": "The subject with -1 when it was opened, -2 when it was closed.", "type": "string", "pattern": "^[0-9a-f]{32}-[12]$"},
            "source": {"description": "The installation that speaks.", "type": "string", "pattern": "^urn:tillwatch:.+$"},
            "type": {"enum": ["org.tillwatch.feed.opened", "org.tillwatch.feed.closed"]},
            "subject": {"description": "The finding; one that comes again later is another one.", "type": "string", "pattern": "^[0-9a-f]{32}$"},
            "time": {"description": "When it was opened or closed, by the clock of the service.", "$ref": "#/$defs/time"},
            "dataschema": {"const": "urn:tillwatch:schema:feed-event:1"},
            "datacontenttype": {"const": "application/json"},
            "data": {
              "type": "object",
              "additionalProperties": false,
              "required": ["kind", "feed", "store", "till", "opened", "since", "closed", "ending", "detail"],
              "properties": {
                "kind": {
                  "enum": [
                    "silent_source", "silent_store", "silent_till", "file_missing", "receipt_gap", "clock_ahead", "clock_behind",
                    "unreadable_share", "tokenless_share", "unknown_share"
                  ]
                },
                "feed": {"description": "The source, as the configuration calls it.", "type": "string"},
                "store": {"description": "Null where it is about the source as a whole.", "type": ["string", "null"]},
                "till": {"description": "Null where it is about the store as a whole.", "type": ["string", "null"]},
                "opened": {"$ref": "#/$defs/time"},
                "since": {"description": "When the last line came, of what is silent.", "anyOf": [{"$ref": "#/$defs/time"}, {"type": "null"}]},
                "closed": {"anyOf": [{"$ref": "#/$defs/time"}, {"type": "null"}]},
                "ending": {
                  "description": "over: all is as it was. usual: it lasted so long that it is what is usual now. forgotten: it is no longer looked for.",
                  "enum": ["over", "usual", "forgotten", null]
                },
                "detail": {"description": "What was seen, for people.", "type": "string"}
              }
            }
          },
          "$defs": {
            "time": {
              "description": "RFC 3339 in UTC.",
              "type": "string",
              "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{0,5}[1-9])?Z$"
            }
          }
        }
        """#
}
