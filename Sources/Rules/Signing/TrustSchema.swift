/// The JSON Schema of a trust file, as `tillwatch schema trust` prints it.
package enum TrustSchema {
    package static let id = "urn:tillwatch:schema:trust:1"

    package static let json = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:tillwatch:schema:trust:1",
          "title": "Tillwatch trust file",
          "description": "Whose signatures under which packs are trusted.",
          "type": "object",
          "additionalProperties": false,
          "required": ["tillwatch-trust", "keys"],
          "properties": {
            "tillwatch-trust": {"enum": [1, "1"]},
            "keys": {
              "description": "Signers by name.",
              "type": "object",
              "propertyNames": {"$ref": "#/$defs/name"},
              "additionalProperties": {
                "type": "object",
                "additionalProperties": false,
                "required": ["key", "packs"],
                "properties": {
                  "key": {
                    "description": "The public key, as `tillwatch key new --signing` prints it.",
                    "type": "string",
                    "pattern": "^ed25519-public:[A-Za-z0-9+/]{43}=$"
                  },
                  "packs": {
                    "description": "The ids of the packs that it may sign.",
                    "type": "array",
                    "minItems": 1,
                    "items": {"$ref": "#/$defs/name"}
                  },
                  "from": {"description": "The first day on which it is trusted.", "$ref": "#/$defs/day"},
                  "to": {"description": "The last day on which it is trusted.", "$ref": "#/$defs/day"}
                }
              }
            }
          },
          "$defs": {
            "name": {
              "type": ["string", "number", "boolean"],
              "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
            },
            "day": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
          }
        }
        """#
}
