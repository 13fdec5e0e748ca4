/// The JSON Schema of a feed file, as `tillwatch schema feed` prints it.
///
/// For editors, which type scalars as YAML does: a number or a flag may stand wherever a text may.
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
          "required": ["feed", "format"],
          "properties": {
            "feed": {"description": "First part of every key.", "$ref": "#/$defs/name"},
            "format": {"enum": ["csv", "ndjson", "json", "fixed", "poslog", "wpubon", "tlog", "rtlog", "dsfinvk"]},
            "encoding": {
              "description": "Not for XML, which says it itself; JSON is UTF-8 or UTF-16.",
              "enum": [\#(TextEncoding.names.map { "\"\($0)\"" }.joined(separator: ", "))]
            },
            "delimiter": {"description": "One ASCII character, or tab. For csv and rtlog.", "type": "string", "minLength": 1, "maxLength": 3},
            "decimal": {"enum": [".", ","]},
            "timezone": {"description": "For times without an offset.", "$ref": "#/$defs/zone"},
            "stores": {
              "type": "object",
              "additionalProperties": {
                "type": "object", "additionalProperties": false, "required": ["timezone"],
                "properties": {"timezone": {"$ref": "#/$defs/zone"}}
              }
            },
            "time_format": {
              "description": "Directives as in strftime, iso8601, epoch_ms or epoch_s, or several to try in turn; ISO 8601 when left out.",
              "anyOf": [{"type": "string"}, {"type": "array", "minItems": 1, "maxItems": 8, "items": {"type": "string"}}]
            },
            "trust_offset": {"description": "false: the store's zone counts, whatever offset a time carries.", "type": "boolean"},
            "header": {"description": "The names of the columns where the export has no header.", "$ref": "#/$defs/texts"},
            "skip": {"description": "Lines before the header, or the first record.", "type": ["string", "integer"], "pattern": "^[0-9]{1,4}$", "minimum": 0, "maximum": 1000},
            "carry": {
              "description": "Columns that are filled on the first row of a receipt alone.",
              "type": "object", "additionalProperties": false, "required": ["by", "columns"],
              "properties": {"by": {"$ref": "#/$defs/column"}, "columns": {"$ref": "#/$defs/texts"}}
            },
            "apostrophes": {"description": "strip: leave out one at the start of a cell.", "enum": ["keep", "strip"]},
            "columns": {
              "description": "For fixed and rtlog: first and last character of each column, from 1.",
              "type": "object",
              "additionalProperties": {
                "anyOf": [
                  {"type": "string", "pattern": "^[0-9]{1,7}( *- *[0-9]{1,7})?$"},
                  {"type": "integer", "minimum": 1, "maximum": 1000000},
                  {"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": ["string", "integer"]}}
                ]
              }
            },
            "receipts": {"description": "Where the receipts of a JSON document are: $.orders[*]", "type": "string", "pattern": "^\\$"},
            "lines": {"description": "Where the lines of a receipt are: $.items[*]", "type": "string", "pattern": "^\\$"},
            "grouping": {"description": "What groups the digits of numbers by three.", "enum": [".", ",", " ", "'"]},
            "scale": {
              "description": "By what a written number is divided: 1000 for thousandths, 100 for cents.",
              "type": "object", "additionalProperties": false,
              "properties": {"quantity": {"$ref": "#/$defs/scale"}, "amount": {"$ref": "#/$defs/scale"}}
            },
            "units": {
              "description": "The export's words for units of weighed and measured goods.",
              "type": "object", "additionalProperties": false,
              "properties": {
                "kg": {"$ref": "#/$defs/texts"}, "g": {"$ref": "#/$defs/texts"}, "mg": {"$ref": "#/$defs/texts"},
                "lb": {"$ref": "#/$defs/texts"}, "l": {"$ref": "#/$defs/texts"}, "cl": {"$ref": "#/$defs/texts"},
                "ml": {"$ref": "#/$defs/texts"}, "piece": {"$ref": "#/$defs/texts"}
              }
            },
            "negative_amount": {"description": "Whether a sale with a negative amount is what `negative` says.", "type": "boolean"},
            "voids": {"description": "What a flagged line is.", "enum": ["auto", "flag", "reversal"]},
            "fields": {
              "description": "Columns, or, in JSON, paths. Formats with fields of fixed names have a standard mapping.",
              "type": "object",
              "additionalProperties": false,
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
                "time": {
                  "anyOf": [
                    {"$ref": "#/$defs/column"},
                    {"description": "Several, joined by a space.", "type": "array", "minItems": 1, "maxItems": 4, "items": {"$ref": "#/$defs/column"}}
                  ]
                },
                "product": {"$ref": "#/$defs/column"},
                "quantity": {"$ref": "#/$defs/columnOrConstant"},
                "day": {
                  "description": "The business day, where receipt numbers restart.",
                  "anyOf": [
                    {"$ref": "#/$defs/columnOrConstant"},
                    {
                      "description": "When the day before ends, by the clock at the store.",
                      "type": "object", "additionalProperties": false, "required": ["closes"],
                      "properties": {"closes": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}}
                    }
                  ]
                },
                "unit": {"description": "What the quantity counts.", "$ref": "#/$defs/column"},
                "zone": {"description": "The time zone of the time, as the export calls it.", "$ref": "#/$defs/column"},
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
            "corrections": {
              "description": "Which lines pass the screen beside those of watched products.",
              "anyOf": [
                {"enum": ["none", "any"]},
                {
                  "type": "object", "additionalProperties": false, "required": ["column", "is"],
                  "properties": {"column": {"$ref": "#/$defs/column"}, "is": {"$ref": "#/$defs/texts"}}
                }
              ]
            },
            "first_revision": {"type": ["string", "integer"], "pattern": "^-?[0-9]{1,12}$"},
            "max_skew": {"$ref": "#/$defs/duration"},
            "max_age": {"$ref": "#/$defs/duration"}
          },
          "if": {"properties": {"format": {"enum": ["csv", "ndjson", "json", "fixed"]}}},
          "then": {
            "required": ["fields"],
            "properties": {
              "fields": {"required": ["store", "till", "receipt", "line", "time", "product", "quantity"]},
              "kinds": {"required": ["column"]}
            }
          },
          "allOf": [{
            "if": {"properties": {"format": {"const": "fixed"}}, "required": ["format"]},
            "then": {"required": ["columns"]}
          }],
          "$defs": {
            "scale": {"enum": [1, 10, 100, 1000, 10000, 100000, 1000000, "1", "10", "100", "1000", "10000", "100000", "1000000"]},
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
