/// The JSON Schema of a rule pack, as `tillwatch schema pack` prints it.
///
/// For editors, which type scalars as YAML does: a number or a flag may stand wherever a text may. What this version does
/// not support yet is not in it.
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
                "owner": {"description": "Whom to ask about it.", "$ref": "#/$defs/text"}
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
            "name": {
              "type": ["string", "number", "boolean"],
              "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
            },
            "day": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
            "whole": {"type": ["string", "integer"], "pattern": "^[0-9]{1,7}$", "minimum": 0},
            "duration": {"type": "string", "pattern": "^[0-9]{1,10} *(s|min|h|d)$"},
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
                "substance": {"description": "Ids or CAS numbers.", "$ref": "#/$defs/texts"},
                "cas": {"$ref": "#/$defs/texts"},
                "concentration": {"description": "w/w.", "$ref": "#/$defs/percentRange"},
                "mass": {"description": "Of the substance.", "$ref": "#/$defs/massRange"},
                "volume": {"description": "Of the product.", "$ref": "#/$defs/volumeRange"},
                "quantity": {"$ref": "#/$defs/countRange"},
                "amount": {"$ref": "#/$defs/moneyRange"},
                "hour": {"description": "Of the store's clock, 0 to 23.", "$ref": "#/$defs/countRange"},
                "weekday": {
                  "description": "Of the store's calendar: mon to sun, or 1 (Monday) to 7.",
                  "anyOf": [{"$ref": "#/$defs/weekday"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/weekday"}}]
                },
                "day": {
                  "anyOf": [{"$ref": "#/$defs/day"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/day"}}]
                },
                "product": {"$ref": "#/$defs/texts"},
                "description": {"$ref": "#/$defs/texts"},
                "store": {"$ref": "#/$defs/texts"},
                "till": {"$ref": "#/$defs/texts"},
                "tender": {"$ref": "#/$defs/texts"},
                "currency": {"$ref": "#/$defs/texts"},
                "receipt": {"$ref": "#/$defs/texts"},
                "kind": {"$ref": "#/$defs/texts"}
              },
              "additionalProperties": {"$ref": "#/$defs/texts"}
            },
            "rule": {
              "type": "object",
              "additionalProperties": false,
              "required": ["id", "where", "score"],
              "properties": {
                "id": {"$ref": "#/$defs/name"},
                "title": {"description": "What an alert says of it.", "$ref": "#/$defs/text"},
                "by": {
                  "description": "buyer (default), a kind of token, receipt, store, product, or a list of these.",
                  "$ref": "#/$defs/texts"
                },
                "within": {
                  "description": "30d, 48h, 90min, calendar_day; one receipt when left out.",
                  "anyOf": [{"$ref": "#/$defs/duration"}, {"const": "calendar_day"}]
                },
                "where": {"$ref": "#/$defs/condition"},
                "unless": {
                  "type": "object", "minProperties": 1, "additionalProperties": false,
                  "properties": {"licence": {"const": "valid"}, "professional": {"const": "valid"}}
                },
                "each": {"description": "Scores once for each value of this field.", "$ref": "#/$defs/text"},
                "measure": {
                  "description": "count purchases when left out.",
                  "type": "string",
                  "pattern": "^ *(count +(purchases|receipts)|sum +(mass|volume|units|amount)|distinct +[^ ]+) *$"
                },
                "at_least": {"$ref": "#/$defs/bound"},
                "above": {"$ref": "#/$defs/bound"},
                "score": {"$ref": "#/$defs/whole"},
                "cap": {"description": "The most that the values of each add up to.", "$ref": "#/$defs/whole"},
                "returns": {"const": "net"},
                "voids": {"const": "net"}
              },
              "not": {"required": ["at_least", "above"]}
            },
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
