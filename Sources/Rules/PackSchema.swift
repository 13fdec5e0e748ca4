/// The JSON Schema of a rule pack, as `tillwatch schema pack` prints it.
///
/// For editors, which type scalars as YAML does: a number or a flag may stand wherever a text may.
package enum PackSchema {
    package static let id = "urn:tillwatch:schema:pack:1"

    package static let json = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:tillwatch:schema:pack:1",
          "title": "Tillwatch rule pack",
          "description": "Which purchases of listed substances are worth a person's look.",
          "type": "object",
          "additionalProperties": false,
          "required": ["tillwatch", "pack", "lists", "levels", "rules"],
          "properties": {
            "tillwatch": {"description": "The version of this format.", "enum": [1, "1"]},
            "pack": {
              "type": "object",
              "additionalProperties": false,
              "required": ["id", "version"],
              "properties": {
                "id": {"$ref": "#/$defs/name"},
                "version": {"description": "One id and version has one content, lists included.", "$ref": "#/$defs/text"},
                "from": {"description": "The first day that this version judges.", "$ref": "#/$defs/day"},
                "jurisdiction": {"$ref": "#/$defs/text"},
                "owner": {"description": "Whom to ask about it.", "$ref": "#/$defs/text"},
                "confidential": {
                  "description": "Titles and thresholds are shown to the endpoints named alone; {} is nobody.",
                  "type": "object", "additionalProperties": false,
                  "properties": {
                    "endpoints": {"anyOf": [{"$ref": "#/$defs/name"}, {"type": "array", "items": {"$ref": "#/$defs/name"}}]},
                    "reveal": {
                      "description": "SHA-256 of the key that shows everything: `tillwatch key new --reveal`.",
                      "type": "string", "pattern": "^[0-9a-f]{64}$"
                    }
                  }
                },
                "signature": {"description": "The pack is loaded with a valid signature only.", "const": "required"}
              }
            },
            "lists": {
              "description": "Substance lists; paths count from the pack's folder.",
              "type": "array", "minItems": 1, "maxItems": 64, "items": {"$ref": "#/$defs/text"}
            },
            "buyers": {
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "link": {
                  "description": "Kinds of token that link receipts; every kind when left out.",
                  "anyOf": [{"$ref": "#/$defs/text"}, {"type": "array", "items": {"$ref": "#/$defs/text"}}]
                },
                "max_links": {
                  "description": "A token seen with more others than this links nothing.",
                  "$ref": "#/$defs/whole"
                }
              }
            },
            "quiet": {"description": "How long an alert silences what is no worse; 30d when left out.", "$ref": "#/$defs/duration"},
            "levels": {
              "description": "Names of levels and the scores that reach them, rising.",
              "type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/$defs/whole"}
            },
            "define": {
              "description": "Conditions by name.",
              "type": "object", "additionalProperties": {"$ref": "#/$defs/condition"}
            },
            "rules": {"type": "array", "minItems": 1, "maxItems": 1000, "items": {"$ref": "#/$defs/rule"}}
          },
          "$defs": {
            "text": {"type": ["string", "number", "boolean"]},
            "texts": {
              "anyOf": [{"$ref": "#/$defs/text"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/text"}}]
            },
            "textMatch": {
              "description": "A value, a list of them, a beginning, or a file with one value a line.",
              "anyOf": [
                {"$ref": "#/$defs/texts"},
                {"type": "object", "additionalProperties": false, "required": ["prefix"], "properties": {"prefix": {"$ref": "#/$defs/texts"}}},
                {"$ref": "#/$defs/valueFile"}
              ]
            },
            "valueFile": {
              "description": "A file with one value a line; # begins a comment line.",
              "type": "object", "additionalProperties": false, "required": ["file"], "properties": {"file": {"$ref": "#/$defs/text"}}
            },
            "valuesOrFile": {"anyOf": [{"$ref": "#/$defs/texts"}, {"$ref": "#/$defs/valueFile"}]},
            "name": {
              "type": ["string", "number", "boolean"],
              "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
            },
            "day": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
            "whole": {"type": ["string", "integer"], "pattern": "^[0-9]{1,7}$", "minimum": 0},
            "duration": {"type": "string", "pattern": "^[0-9]{1,10} *(s|min|h|d|w)$"},
            "count": {"type": ["string", "number"], "pattern": "^[0-9]{1,12}(\\.[0-9]{1,6})?$", "minimum": 0},
            "mass": {"type": "string", "pattern": "^[0-9]{1,12}(\\.[0-9]{1,6})? *(g|kg|mg)$"},
            "volume": {"type": "string", "pattern": "^[0-9]{1,12}(\\.[0-9]{1,6})? *(ml|cl|l)$"},
            "percent": {"type": "string", "pattern": "^[0-9]{1,12}(\\.[0-9]{1,6})? *%$"},
            "money": {"type": "string", "pattern": "^[0-9]{1,12}(\\.[0-9]{1,6})? *[A-Z]{3}$"},
            "countRange": {
              "type": "object", "minProperties": 1, "additionalProperties": false,
              "properties": {
                "at_least": {"$ref": "#/$defs/count"}, "above": {"$ref": "#/$defs/count"},
                "at_most": {"$ref": "#/$defs/count"}, "below": {"$ref": "#/$defs/count"},
                "between": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"$ref": "#/$defs/count"}}
              }
            },
            "massRange": {
              "type": "object", "minProperties": 1, "additionalProperties": false,
              "properties": {
                "at_least": {"$ref": "#/$defs/mass"}, "above": {"$ref": "#/$defs/mass"},
                "at_most": {"$ref": "#/$defs/mass"}, "below": {"$ref": "#/$defs/mass"},
                "between": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"$ref": "#/$defs/mass"}}
              }
            },
            "volumeRange": {
              "type": "object", "minProperties": 1, "additionalProperties": false,
              "properties": {
                "at_least": {"$ref": "#/$defs/volume"}, "above": {"$ref": "#/$defs/volume"},
                "at_most": {"$ref": "#/$defs/volume"}, "below": {"$ref": "#/$defs/volume"},
                "between": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"$ref": "#/$defs/volume"}}
              }
            },
            "percentRange": {
              "type": "object", "minProperties": 1, "additionalProperties": false,
              "properties": {
                "at_least": {"$ref": "#/$defs/percent"}, "above": {"$ref": "#/$defs/percent"},
                "at_most": {"$ref": "#/$defs/percent"}, "below": {"$ref": "#/$defs/percent"},
                "between": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"$ref": "#/$defs/percent"}}
              }
            },
            "moneyRange": {
              "type": "object", "minProperties": 1, "additionalProperties": false,
              "properties": {
                "at_least": {"$ref": "#/$defs/money"}, "above": {"$ref": "#/$defs/money"},
                "at_most": {"$ref": "#/$defs/money"}, "below": {"$ref": "#/$defs/money"},
                "between": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"$ref": "#/$defs/money"}}
              }
            },
            "weekday": {"enum": ["mon", "tue", "wed", "thu", "fri", "sat", "sun", 1, 2, 3, 4, 5, 6, 7, "1", "2", "3", "4", "5", "6", "7"]},
            "condition": {
              "anyOf": [
                {"description": "The name of a definition.", "$ref": "#/$defs/text"},
                {"$ref": "#/$defs/mapping"}
              ]
            },
            "mapping": {
              "description": "All of it must hold. Other names are extra fields and kinds of token of the feed file.",
              "type": "object",
              "minProperties": 1,
              "properties": {
                "and": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}},
                "or": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}},
                "not": {"$ref": "#/$defs/condition"},
                "missing": {"description": "The name of a field that has no value.", "$ref": "#/$defs/text"},
                "list": {"$ref": "#/$defs/texts"},
                "annex": {"$ref": "#/$defs/texts"},
                "above_limit": {"enum": [true, false, "true", "false"]},
                "substance": {"description": "Ids or CAS numbers.", "$ref": "#/$defs/valuesOrFile"},
                "cas": {"$ref": "#/$defs/valuesOrFile"},
                "concentration": {"description": "w/w.", "$ref": "#/$defs/percentRange"},
                "mass": {"description": "Of the substance.", "$ref": "#/$defs/massRange"},
                "volume": {"description": "Of the product.", "$ref": "#/$defs/volumeRange"},
                "quantity": {"$ref": "#/$defs/countRange"},
                "amount": {"$ref": "#/$defs/moneyRange"},
                "receipt.mass": {"description": "Of the substance, over the lines of the receipt that match the rest of this mapping.", "$ref": "#/$defs/massRange"},
                "receipt.volume": {"description": "Over the lines of the receipt that match the rest of this mapping.", "$ref": "#/$defs/volumeRange"},
                "receipt.quantity": {"description": "Over the lines of the receipt that match the rest of this mapping.", "$ref": "#/$defs/countRange"},
                "receipt.amount": {"description": "Over the lines of the receipt that match the rest of this mapping.", "$ref": "#/$defs/moneyRange"},
                "hour": {"description": "Of the store's clock, 0 to 23.", "$ref": "#/$defs/countRange"},
                "weekday": {
                  "description": "Of the store's calendar: mon to sun, or 1 (Monday) to 7.",
                  "anyOf": [{"$ref": "#/$defs/weekday"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/weekday"}}, {"$ref": "#/$defs/valueFile"}]
                },
                "day": {
                  "anyOf": [
                    {"$ref": "#/$defs/day"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/day"}},
                    {"type": "object", "additionalProperties": false, "required": ["prefix"], "properties": {"prefix": {"$ref": "#/$defs/texts"}}},
                    {"$ref": "#/$defs/valueFile"}
                  ]
                },
                "product": {"$ref": "#/$defs/textMatch"},
                "description": {"$ref": "#/$defs/textMatch"},
                "store": {"$ref": "#/$defs/textMatch"},
                "till": {"$ref": "#/$defs/textMatch"},
                "tender": {"$ref": "#/$defs/textMatch"},
                "currency": {"$ref": "#/$defs/textMatch"},
                "receipt": {"$ref": "#/$defs/textMatch"},
                "kind": {"$ref": "#/$defs/valuesOrFile"}
              },
              "patternProperties": {"^receipt\\.(?!(mass|volume|quantity|amount)$)": false},
              "additionalProperties": {"$ref": "#/$defs/textMatch"}
            },
            "rule": {
              "type": "object",
              "additionalProperties": false,
              "required": ["id", "score"],
              "properties": {
                "id": {"$ref": "#/$defs/name"},
                "title": {"description": "What an alert says of it.", "$ref": "#/$defs/text"},
                "by": {
                  "description": "buyer (default), a kind of token, receipt, store, product, or a list of these.",
                  "$ref": "#/$defs/texts"
                },
                "within": {"$ref": "#/$defs/window"},
                "where": {"$ref": "#/$defs/condition"},
                "unless": {
                  "type": "object", "minProperties": 1, "additionalProperties": false,
                  "properties": {"licence": {"const": "valid"}, "professional": {"const": "valid"}}
                },
                "each": {"description": "Scores once for each value of this field.", "$ref": "#/$defs/text"},
                "measure": {"$ref": "#/$defs/measure"},
                "at_least": {"$ref": "#/$defs/bound"},
                "above": {"$ref": "#/$defs/bound"},
                "usual": {"$ref": "#/$defs/usual"},
                "combine": {"$ref": "#/$defs/combine"},
                "sequence": {"$ref": "#/$defs/sequence"},
                "absent": {"$ref": "#/$defs/absent"},
                "score": {"$ref": "#/$defs/whole"},
                "cap": {"description": "The most that the values of each add up to.", "$ref": "#/$defs/whole"},
                "returns": {"description": "ignore: quantities before returns.", "enum": ["net", "ignore"]},
                "voids": {"description": "ignore: quantities before voids.", "enum": ["net", "ignore"]}
              },
              "not": {"required": ["at_least", "above"]},
              "if": {"anyOf": [{"required": ["combine"]}, {"required": ["sequence"]}, {"required": ["absent"]}]},
              "then": {
                "properties": {"measure": false, "at_least": false, "above": false, "within": false, "usual": false},
                "oneOf": [{"required": ["combine"]}, {"required": ["sequence"]}, {"required": ["absent"]}]
              },
              "else": {"required": ["where"]},
              "dependentRequired": {"usual": ["within"], "cap": ["each"]}
            },
            "window": {
              "description": "30d, 48h, 90min, 12w, calendar_day; one receipt when left out.",
              "anyOf": [{"$ref": "#/$defs/duration"}, {"const": "calendar_day"}]
            },
            "measure": {
              "description": "count purchases when left out.",
              "type": "string",
              "pattern": "^ *(count +(purchases|receipts)|sum +(mass|volume|units|amount)|distinct +[^ ]+) *$"
            },
            "combine": {
              "description": "Holds when at least so many of the conditions hold, each over its own window.",
              "type": "object", "additionalProperties": false, "required": ["at_least", "of"],
              "properties": {
                "at_least": {"$ref": "#/$defs/whole"},
                "of": {
                  "type": "array", "minItems": 2, "maxItems": 16,
                  "items": {
                    "type": "object", "additionalProperties": false, "required": ["where"],
                    "properties": {
                      "where": {"$ref": "#/$defs/condition"}, "measure": {"$ref": "#/$defs/measure"},
                      "at_least": {"$ref": "#/$defs/bound"}, "above": {"$ref": "#/$defs/bound"},
                      "within": {"$ref": "#/$defs/window"}
                    },
                    "not": {"required": ["at_least", "above"]}
                  }
                }
              }
            },
            "sequence": {
              "description": "Purchases one after the other; within: how much later than the step before.",
              "type": "array", "minItems": 2, "maxItems": 8,
              "prefixItems": [
                {
                  "type": "object", "additionalProperties": false, "required": ["where"],
                  "properties": {"where": {"$ref": "#/$defs/condition"}}
                }
              ],
              "items": {
                "type": "object", "additionalProperties": false, "required": ["where", "within"],
                "properties": {"where": {"$ref": "#/$defs/condition"}, "within": {"$ref": "#/$defs/duration"}}
              }
            },
            "absent": {
              "description": "A purchase that no other followed in time.",
              "type": "object", "additionalProperties": false, "required": ["after", "where", "within"],
              "properties": {
                "after": {
                  "type": "object", "additionalProperties": false, "required": ["where"],
                  "properties": {"where": {"$ref": "#/$defs/condition"}}
                },
                "where": {"$ref": "#/$defs/condition"},
                "within": {"$ref": "#/$defs/duration"}
              }
            },
            "usual": {
              "description": "So many times the median of the earlier windows of the same length.",
              "type": "object", "additionalProperties": false, "required": ["of", "over"],
              "properties": {
                "of": {"enum": ["store", "product", "buyer"]},
                "over": {"description": "How far back, as in 12w.", "$ref": "#/$defs/duration"},
                "at_least": {"$ref": "#/$defs/times"},
                "above": {"$ref": "#/$defs/times"},
                "min_windows": {"description": "Fewer earlier windows with a purchase: unknown; 3 when left out.", "$ref": "#/$defs/whole"}
              },
              "oneOf": [{"required": ["at_least"]}, {"required": ["above"]}]
            },
            "times": {"type": "string", "pattern": "^[0-9]{1,12}(\\.[0-9]{1,6})?x$"},
            "bound": {
              "description": "A number, with the unit of what is measured.",
              "type": ["string", "number"],
              "pattern": "^[0-9]{1,12}(\\.[0-9]{1,6})? *(g|kg|mg|ml|cl|l|[A-Z]{3})?$",
              "minimum": 0
            }
          }
        }
        """#
}
