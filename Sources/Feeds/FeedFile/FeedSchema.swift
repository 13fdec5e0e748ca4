/// The JSON Schema of a feed file, as `tillwatch schema feed` prints it.
///
/// For editors, which type scalars as YAML does: a number or a flag may stand wherever a text may. What this version does
/// not support yet is not in it.
package enum FeedSchema {
    package static let id = "urn:tillwatch:schema:feed:1"

    package static let json = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:tillwatch:schema:feed:1",
          "title": "Tillwatch feed file",
          "description": "What stands where in a chain's export of its sales.",
          "type": "object",
          "additionalProperties": false,
          "required": ["feed", "format", "fields"],
          "properties": {
            "feed": {"description": "First part of every key.", "$ref": "#/$defs/name"},
            "format": {"enum": ["csv", "ndjson"]},
            "encoding": {
              "description": "Not for XML, which says it itself; JSON is UTF-8 or UTF-16.",
              "enum": [\#(TextEncoding.names.map { "\"\($0)\"" }.joined(separator: ", "))]
            },
            "delimiter": {"description": "One ASCII character, or tab. Only for csv.", "type": "string", "minLength": 1, "maxLength": 3},
            "decimal": {"enum": [".", ","]},
            "timezone": {"description": "For times without an offset.", "$ref": "#/$defs/zone"},
            "stores": {
              "type": "object",
              "additionalProperties": {
                "type": "object", "additionalProperties": false, "required": ["timezone"],
                "properties": {"timezone": {"$ref": "#/$defs/zone"}}
              }
            },
            "time_format": {"description": "Directives as in strftime; ISO 8601 when left out.", "type": "string"},
            "fields": {
              "description": "Columns, or, in ndjson, dotted paths.",
              "type": "object",
              "additionalProperties": false,
              "required": ["store", "till", "receipt", "line", "time", "product", "quantity"],
              "properties": {
                "store": {"$ref": "#/$defs/columnOrConstant"},
                "till": {"$ref": "#/$defs/columnOrConstant"},
                "receipt": {"$ref": "#/$defs/column"},
                "line": {
                  "anyOf": [
                    {"$ref": "#/$defs/column"},
                    {
                      "description": "For exports without line numbers.",
                      "type": "object", "additionalProperties": false, "required": ["from"],
                      "properties": {"from": {"const": "content"}}
                    }
                  ]
                },
                "time": {"$ref": "#/$defs/column"},
                "product": {"$ref": "#/$defs/column"},
                "quantity": {"$ref": "#/$defs/columnOrConstant"},
                "day": {"description": "The business day, where receipt numbers restart.", "$ref": "#/$defs/columnOrConstant"},
                "description": {"$ref": "#/$defs/columnOrConstant"},
                "amount": {"$ref": "#/$defs/columnOrConstant"},
                "currency": {"$ref": "#/$defs/columnOrConstant"},
                "tender": {"$ref": "#/$defs/columnOrConstant"},
                "revision": {"description": "A whole number; the highest stands.", "$ref": "#/$defs/column"}
              }
            },
            "extra": {
              "description": "Further fields that rules may use.",
              "type": "object", "additionalProperties": {"$ref": "#/$defs/column"}
            },
            "tokens": {
              "description": "Kinds of token that tell buyers; only pseudonyms of their values are kept.",
              "type": "object", "additionalProperties": {"$ref": "#/$defs/column"}
            },
            "placeholders": {
              "description": "Values of a kind of token that mean there is none.",
              "type": "object", "additionalProperties": {"$ref": "#/$defs/texts"}
            },
            "licence": {"$ref": "#/$defs/paper"},
            "professional": {"$ref": "#/$defs/paper"},
            "kinds": {
              "description": "Which codes stand for which kind of line; without it every line is a sale.",
              "type": "object",
              "additionalProperties": false,
              "required": ["column"],
              "properties": {
                "column": {"$ref": "#/$defs/column"},
                "sale": {"$ref": "#/$defs/texts"},
                "void": {"$ref": "#/$defs/texts"},
                "return": {"$ref": "#/$defs/texts"},
                "ignore": {"$ref": "#/$defs/texts"}
              }
            },
            "negative": {"description": "What a sale with a negative quantity is.", "enum": ["return", "void", "quarantine"]},
            "refers": {
              "description": "What a void or return names.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "store": {"$ref": "#/$defs/column"}, "till": {"$ref": "#/$defs/column"},
                "receipt": {"$ref": "#/$defs/column"}, "line": {"$ref": "#/$defs/column"},
                "day": {"$ref": "#/$defs/column"}
              }
            },
            "corrections": {"const": "none"},
            "first_revision": {"type": ["string", "integer"], "pattern": "^-?[0-9]{1,12}$"},
            "max_skew": {"$ref": "#/$defs/duration"},
            "max_age": {"$ref": "#/$defs/duration"}
          },
          "$defs": {
            "text": {"type": ["string", "number", "boolean"]},
            "texts": {
              "anyOf": [{"$ref": "#/$defs/text"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/text"}}]
            },
            "name": {
              "type": ["string", "number", "boolean"],
              "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
            },
            "column": {"type": ["string", "number", "boolean"], "minLength": 1},
            "columnOrConstant": {
              "anyOf": [
                {"$ref": "#/$defs/column"},
                {
                  "type": "object", "additionalProperties": false, "required": ["constant"],
                  "properties": {"constant": {"$ref": "#/$defs/text"}}
                }
              ]
            },
            "paper": {
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "number": {"$ref": "#/$defs/column"},
                "until": {"$ref": "#/$defs/column"},
                "scope": {"description": "CAS numbers or ids, separated by , or ;", "$ref": "#/$defs/column"},
                "concentration": {"$ref": "#/$defs/column"},
                "total": {
                  "description": "The most that it covers in all: 5 kg, 500 g; a number alone is in kilograms.",
                  "$ref": "#/$defs/columnOrConstant"
                },
                "period": {
                  "description": "How long a purchase uses the total up: 30d, 365d; not mapped, for ever.",
                  "$ref": "#/$defs/columnOrConstant"
                }
              }
            },
            "zone": {"description": "A name of the IANA data.", "type": "string", "minLength": 1},
            "duration": {"type": "string", "pattern": "^[0-9]{1,10} *(s|min|h|d)$"}
          }
        }
        """#
}
