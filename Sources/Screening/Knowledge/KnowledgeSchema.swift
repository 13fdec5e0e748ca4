/// The JSON Schema of a knowledge file, as `tillwatch schema knowledge` prints it.
///
/// For editors, which type scalars as YAML does: a number or a flag may stand wherever a text may.
package enum KnowledgeSchema {
    package static let id = "urn:tillwatch:schema:knowledge:1"

    package static let json = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:tillwatch:schema:knowledge:1",
          "title": "Tillwatch knowledge of a substance",
          "description": "How articles that hold a listed substance can be told by their texts. It identifies, and says nothing else.",
          "type": "object",
          "additionalProperties": false,
          "required": ["knowledge", "version", "sources", "names"],
          "properties": {
            "knowledge": {"description": "The lists' id of the substance.", "$ref": "#/$defs/name"},
            "version": {"$ref": "#/$defs/text"},
            "note": {"$ref": "#/$defs/text"},
            "cas": {
              "description": "With those of salts and hydrates that the lists mean too.",
              "type": "array",
              "items": {"type": "string", "pattern": "^[0-9]{2,7}-[0-9]{2}-[0-9]$"}
            },
            "ec": {"type": "array", "items": {"type": "string", "pattern": "^[0-9]{3}-[0-9]{3}-[0-9]$"}},
            "un": {"type": "array", "items": {"type": ["integer", "string"], "minimum": 4, "maximum": 3999, "pattern": "^[0-9]{1,4}$"}},
            "formulas": {"$ref": "#/$defs/phrases"},
            "state": {"enum": ["liquid", "solid"]},
            "sources": {
              "description": "Public; every block names one or more of them, or `own`.",
              "type": "array",
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["id", "title"],
                "properties": {
                  "id": {"$ref": "#/$defs/name"},
                  "title": {"$ref": "#/$defs/text"},
                  "url": {"$ref": "#/$defs/text"},
                  "read": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
                  "note": {"$ref": "#/$defs/text"}
                }
              }
            },
            "names": {"description": "The substance itself.", "type": "array", "items": {"$ref": "#/$defs/block"}},
            "classes": {
              "description": "Kinds of articles that commonly hold it.",
              "type": "array",
              "items": {"$ref": "#/$defs/class"}
            },
            "excludes": {
              "description": "With one of these phrases, a name does not count.",
              "type": "array",
              "items": {"$ref": "#/$defs/block"}
            },
            "nitrogen": {
              "description": "Percent nitrogen of the pure substance.",
              "type": ["number", "string"],
              "exclusiveMinimum": 0,
              "maximum": 100
            }
          },
          "$defs": {
            "text": {"type": ["string", "number", "boolean"]},
            "name": {
              "type": ["string", "number", "boolean"],
              "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
            },
            "phrases": {
              "type": "array",
              "minItems": 1,
              "maxItems": 2000,
              "uniqueItems": true,
              "items": {"type": ["string", "number", "boolean"], "maxLength": 120}
            },
            "source": {
              "oneOf": [{"$ref": "#/$defs/name"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/name"}}]
            },
            "wordings": {
              "type": "object",
              "additionalProperties": false,
              "minProperties": 1,
              "properties": {
                \#(SchemaLanguages.phrases(indent: 8))
              }
            },
            "block": {
              "type": "object",
              "additionalProperties": false,
              "required": ["source"],
              "minProperties": 2,
              "properties": {
                "source": {"$ref": "#/$defs/source"},
                "note": {"$ref": "#/$defs/text"},
                \#(SchemaLanguages.phrases(indent: 8))
              }
            },
            "class": {
              "type": "object",
              "additionalProperties": false,
              "required": ["id", "source", "likelihood", "names"],
              "properties": {
                "id": {"$ref": "#/$defs/name"},
                "source": {"$ref": "#/$defs/source"},
                "likelihood": {"enum": ["certain", "likely", "possible"]},
                "names": {"$ref": "#/$defs/wordings"},
                "with": {"description": "One of these must stand in the article as well.", "$ref": "#/$defs/phrases"},
                "with_names_of": {
                  "description": "Substances of which a name or number does as well as a phrase of `with`.",
                  "type": "array",
                  "minItems": 1,
                  "uniqueItems": true,
                  "items": {"$ref": "#/$defs/name"}
                },
                "unless": {"description": "With one of these the class does not count.", "$ref": "#/$defs/phrases"},
                "note": {"$ref": "#/$defs/text"}
              }
            }
          }
        }
        """#
}
