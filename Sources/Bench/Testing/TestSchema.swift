/// The JSON Schema of a test file of packs, as `tillwatch schema test` prints it.
///
/// For editors, which type scalars as YAML does: a number or a flag may stand wherever a text may.
package enum TestSchema {
    package static let id = "urn:tillwatch:schema:test:1"

    package static let json = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:tillwatch:schema:test:1",
          "title": "Tillwatch tests of rule packs",
          "description": "Purchases, and what packs must make of them.",
          "type": "object",
          "additionalProperties": false,
          "required": ["tillwatch", "packs", "catalogue", "tests"],
          "properties": {
            "tillwatch": {"description": "The version of this format.", "enum": [1, "1"]},
            "packs": {
              "description": "The packs that are tested; paths count from the folder of this file.",
              "$ref": "#/$defs/texts"
            },
            "catalogue": {
              "description": "A table of products (product, substance, concentration, net …), or the path of a catalogue.",
              "type": "string", "minLength": 1
            },
            "timezone": {
              "description": "Of all times in this file that state no offset; UTC when left out.",
              "$ref": "#/$defs/text"
            },
            "tests": {"type": "array", "minItems": 1, "maxItems": 1000, "items": {"$ref": "#/$defs/test"}},
            "alive": {
              "description": "Changes that --mutate makes and no test can notice, each with a reason.",
              "type": "array",
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["mutant", "because"],
                "properties": {
                  "mutant": {"description": "As --mutate prints it; * stands for any characters.", "$ref": "#/$defs/text"},
                  "because": {"$ref": "#/$defs/text"}
                }
              }
            }
          },
          "$defs": {
            "text": {"type": ["string", "number", "boolean"]},
            "texts": {
              "anyOf": [{"$ref": "#/$defs/text"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/text"}}]
            },
            "time": {
              "description": "2026-12-01 10:00, with seconds or an offset where needed.",
              "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}"
            },
            "test": {
              "type": "object",
              "additionalProperties": false,
              "required": ["name", "purchases"],
              "properties": {
                "name": {"description": "What the test shows.", "$ref": "#/$defs/text"},
                "purchases": {
                  "description": "A table: time, store, buyer, product, quantity … Cells are two or more blanks apart, or separated by |; - is empty.",
                  "type": "string", "minLength": 1
                },
                "alerts": {
                  "description": "All alerts that stand in the end; none when left out.",
                  "type": "array", "items": {"$ref": "#/$defs/alert"}
                },
                "holds": {
                  "description": "Rules that hold at a moment, whether or not an alert is raised there.",
                  "type": "array", "items": {"$ref": "#/$defs/moment"}
                },
                "never": {
                  "description": "Rules that hold at no moment, and levels that no alert has.",
                  "anyOf": [{"$ref": "#/$defs/text"}, {"type": "array", "items": {"$ref": "#/$defs/text"}}]
                }
              }
            },
            "alert": {
              "type": "object",
              "additionalProperties": false,
              "required": ["at", "level"],
              "properties": {
                "at": {"$ref": "#/$defs/time"},
                "level": {"$ref": "#/$defs/text"},
                "pack": {"description": "Its id, where several are tested.", "$ref": "#/$defs/text"},
                "buyer": {"description": "As the purchases call it.", "$ref": "#/$defs/text"},
                "store": {"description": "For an alert about a store.", "$ref": "#/$defs/text"},
                "product": {"description": "For an alert about a product.", "$ref": "#/$defs/text"},
                "score": {"type": ["string", "integer"], "pattern": "^[0-9]{1,7}$"},
                "rules": {"description": "All rules of the alert.", "$ref": "#/$defs/rules"}
              }
            },
            "moment": {
              "type": "object",
              "additionalProperties": false,
              "required": ["at", "rules"],
              "properties": {
                "at": {"$ref": "#/$defs/time"},
                "pack": {"$ref": "#/$defs/text"},
                "buyer": {"$ref": "#/$defs/text"},
                "store": {"$ref": "#/$defs/text"},
                "product": {"$ref": "#/$defs/text"},
                "rules": {"description": "Some of the rules that hold there.", "$ref": "#/$defs/rules"}
              }
            },
            "rules": {
              "anyOf": [
                {
                  "description": "Each rule with its value (10 kg, 3), or with several where several groups hold.",
                  "type": "object", "additionalProperties": {"$ref": "#/$defs/texts"}
                },
                {"type": "array", "items": {"$ref": "#/$defs/text"}}
              ]
            }
          }
        }
        """#
}
