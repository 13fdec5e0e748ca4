/// The JSON Schema of an alert event, as `tillwatch schema alert` prints it.
///
/// Strict: what it does not name is an error, and nothing that is always written may be left out.
package enum AlertSchema {
    package static let id = "urn:tillwatch:schema:alert:1"

    package static let json = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:tillwatch:schema:alert:1",
          "title": "Tillwatch alert event",
          "description": "A CloudEvents 1.0 object: an alert was raised, updated or withdrawn. An alert is an indication, never an accusation.",
          "type": "object",
          "additionalProperties": false,
          "required": [
            "specversion", "id", "source", "type", "subject", "time", "recordedtime", "dataschema", "datacontenttype", "data"
          ],
          "properties": {
            "specversion": {"const": "1.0"},
            "id": {"$ref": "#/$defs/eventId"},
            "source": {
              "description": "The installation that speaks.",
              "type": "string",
              "pattern": "^urn:tillwatch:.+$"
            },
            "type": {
              "enum": [
                "org.tillwatch.alert.raised", "org.tillwatch.alert.updated", "org.tillwatch.alert.withdrawn"
              ]
            },
            "subject": {"$ref": "#/$defs/digest"},
            "time": {"description": "The moment of the alert.", "$ref": "#/$defs/time"},
            "recordedtime": {"description": "When the change was committed.", "$ref": "#/$defs/time"},
            "dataschema": {"const": "urn:tillwatch:schema:alert:1"},
            "datacontenttype": {"const": "application/json"},
            "data": {"$ref": "#/$defs/data"}
          },
          "if": {"properties": {"type": {"const": "org.tillwatch.alert.withdrawn"}}},
          "then": {"properties": {"data": {"properties": {"reason": {"type": "string"}}}}},
          "$defs": {
            "digest": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "eventId": {"type": "string", "pattern": "^[0-9a-f]{32}-[1-9][0-9]{0,17}$"},
            "time": {
              "description": "RFC 3339 in UTC; a fraction only when it is not zero, without trailing zeros.",
              "type": "string",
              "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{0,5}[1-9])?Z$"
            },
            "decimal": {
              "description": "An exact decimal: no leading or trailing zeros, no exponent.",
              "type": "string",
              "pattern": "^(0|-?([1-9][0-9]*|0\\.[0-9]{0,5}[1-9]|[1-9][0-9]*\\.[0-9]{0,5}[1-9]))$"
            },
            "amount": {
              "description": "An exact decimal, not below zero.",
              "$ref": "#/$defs/decimal",
              "pattern": "^[0-9]"
            },
            "text": {"type": "string", "minLength": 1},
            "textOrNull": {"type": ["string", "null"], "minLength": 1},
            "lineKey": {
              "description": "feed/store/till/receipt[/day]/line; % and / inside a part are percent-escaped.",
              "type": "string",
              "pattern": "^[^/]+(/[^/]+){4,5}$"
            },
            "receiptKey": {
              "description": "feed/store/till/receipt[/day].",
              "type": "string",
              "pattern": "^[^/]+(/[^/]+){3,4}$"
            },
            "points": {"type": "integer", "minimum": 0},
            "version": {
              "type": "object",
              "additionalProperties": false,
              "required": ["version"],
              "properties": {"version": {"type": "string"}}
            },
            "data": {
              "type": "object",
              "additionalProperties": false,
              "required": [
                "revision", "level", "score", "pack", "lists", "catalogue", "timezones", "indicators", "purchases",
                "covered", "omitted", "follows", "replaces", "reason", "cause"
              ],
              "oneOf": [{"required": ["buyer"]}, {"required": ["about"]}],
              "if": {"properties": {"omitted": {"const": 0}}},
              "then": {
                "properties": {
                  "purchases": {"minItems": 1},
                  "indicators": {"items": {"properties": {"purchases": {"minItems": 1}}}}
                }
              },
              "properties": {
                "revision": {
                  "description": "Counts the events of a subject.",
                  "type": "integer",
                  "minimum": 1
                },
                "level": {"$ref": "#/$defs/text"},
                "score": {"description": "The sum of the indicators' scores.", "$ref": "#/$defs/points"},
                "pack": {
                  "type": "object",
                  "additionalProperties": false,
                  "required": ["id", "version", "jurisdiction"],
                  "properties": {
                    "id": {"$ref": "#/$defs/text"},
                    "version": {"$ref": "#/$defs/text"},
                    "jurisdiction": {"$ref": "#/$defs/textOrNull"}
                  }
                },
                "lists": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["id", "version"],
                    "properties": {"id": {"$ref": "#/$defs/text"}, "version": {"$ref": "#/$defs/text"}}
                  }
                },
                "catalogue": {"$ref": "#/$defs/version"},
                "timezones": {"$ref": "#/$defs/version"},
                "buyer": {"$ref": "#/$defs/buyer"},
                "about": {
                  "description": "What the alert is about when it is not about a buyer.",
                  "type": "object",
                  "additionalProperties": false,
                  "minProperties": 1,
                  "properties": {"store": {"$ref": "#/$defs/text"}, "product": {"$ref": "#/$defs/text"}}
                },
                "indicators": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/indicator"}},
                "purchases": {"type": "array", "items": {"$ref": "#/$defs/purchase"}},
                "covered": {
                  "description": "Purchases that used up an exception's total.",
                  "type": "array",
                  "items": {"$ref": "#/$defs/lineKey"}
                },
                "omitted": {
                  "description": "Purchases left out of this event to keep it small.",
                  "type": "integer",
                  "minimum": 0
                },
                "follows": {
                  "description": "The subject of the previous alert about the same.",
                  "anyOf": [{"type": "null"}, {"$ref": "#/$defs/digest"}]
                },
                "replaces": {
                  "description": "Events that this one takes the place of.",
                  "type": "array",
                  "uniqueItems": true,
                  "items": {"$ref": "#/$defs/eventId"}
                },
                "reason": {
                  "enum": ["void", "return", "correction", "late", "link", "rules", "catalogue", null]
                },
                "cause": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/lineKey"}]}
              }
            },
            "buyer": {
              "description": "Purchases that share tokens, as pseudonyms.",
              "type": "object",
              "additionalProperties": false,
              "required": ["key", "tokens", "links"],
              "properties": {
                "key": {"$ref": "#/$defs/digest"},
                "tokens": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["kind", "value"],
                    "properties": {
                      "kind": {"$ref": "#/$defs/text"},
                      "value": {
                        "description": "HMAC-SHA-256; the token itself is never here.",
                        "type": "string",
                        "pattern": "^[0-9a-f]{64}$"
                      }
                    }
                  }
                },
                "links": {
                  "description": "The receipts that joined two tokens, in order of time.",
                  "type": "array",
                  "items": {"$ref": "#/$defs/receiptKey"}
                }
              }
            },
            "indicator": {
              "type": "object",
              "additionalProperties": false,
              "required": [
                "rule", "title", "score", "measure", "value", "threshold", "bound", "unit", "within", "group",
                "purchases", "counted"
              ],
              "properties": {
                "rule": {"$ref": "#/$defs/text"},
                "title": {"$ref": "#/$defs/textOrNull"},
                "score": {"$ref": "#/$defs/points"},
                "measure": {
                  "type": "string",
                  "pattern": "^(count (purchases|receipts)|sum (mass|volume|units|amount)|distinct .+)$"
                },
                "value": {"$ref": "#/$defs/decimal"},
                "threshold": {"$ref": "#/$defs/amount"},
                "bound": {"enum": ["at_least", "above"]},
                "unit": {"$ref": "#/$defs/text"},
                "within": {
                  "type": ["string", "null"],
                  "pattern": "^([0-9]+ *(s|min|h|d|w)|calendar_day)$"
                },
                "group": {"type": "object", "additionalProperties": {"type": "string"}},
                "purchases": {
                  "type": "array",
                  "uniqueItems": true,
                  "items": {"$ref": "#/$defs/lineKey"}
                },
                "counted": {
                  "description": "By purchase, the substances that counted; null when all did.",
                  "type": ["object", "null"],
                  "propertyNames": {"$ref": "#/$defs/lineKey"},
                  "additionalProperties": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"$ref": "#/$defs/text"}
                  }
                }
              }
            },
            "purchase": {
              "type": "object",
              "additionalProperties": false,
              "required": [
                "key", "time", "moment", "store", "till", "receipt", "line", "product", "description", "quantity",
                "returned", "amount", "currency", "tender", "substances"
              ],
              "properties": {
                "key": {"$ref": "#/$defs/lineKey"},
                "time": {"description": "The line's own.", "$ref": "#/$defs/time"},
                "moment": {"description": "When its receipt counts.", "$ref": "#/$defs/time"},
                "store": {"$ref": "#/$defs/text"},
                "till": {"$ref": "#/$defs/text"},
                "receipt": {"$ref": "#/$defs/text"},
                "line": {"$ref": "#/$defs/text"},
                "product": {"$ref": "#/$defs/textOrNull"},
                "description": {"$ref": "#/$defs/textOrNull"},
                "quantity": {
                  "description": "What is left after voids and returns.",
                  "$ref": "#/$defs/amount",
                  "pattern": "[1-9]"
                },
                "returned": {"$ref": "#/$defs/amount"},
                "amount": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/decimal"}]},
                "currency": {"$ref": "#/$defs/textOrNull"},
                "tender": {"$ref": "#/$defs/textOrNull"},
                "substances": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/substance"}}
              }
            },
            "substance": {
              "type": "object",
              "additionalProperties": false,
              "required": [
                "id", "name", "cas", "list", "concentration", "mass", "volume", "restricted", "assumed_density"
              ],
              "properties": {
                "id": {"$ref": "#/$defs/text"},
                "name": {"$ref": "#/$defs/text"},
                "cas": {"anyOf": [{"type": "null"}, {"type": "string", "pattern": "^[0-9]{2,7}-[0-9]{2}-[0-9]$"}]},
                "list": {"$ref": "#/$defs/text"},
                "concentration": {
                  "type": ["object", "null"],
                  "additionalProperties": false,
                  "required": ["value", "unit"],
                  "properties": {
                    "value": {"$ref": "#/$defs/amount"},
                    "unit": {"enum": ["% w/w", "% w/v", "% v/v"]}
                  }
                },
                "mass": {
                  "description": "Grams of the substance.",
                  "type": ["object", "null"],
                  "additionalProperties": false,
                  "required": ["value", "unit"],
                  "properties": {"value": {"$ref": "#/$defs/amount"}, "unit": {"const": "g"}}
                },
                "volume": {
                  "description": "Millilitres of the product.",
                  "type": ["object", "null"],
                  "additionalProperties": false,
                  "required": ["value", "unit"],
                  "properties": {"value": {"$ref": "#/$defs/amount"}, "unit": {"const": "ml"}}
                },
                "restricted": {
                  "description": "Above a list's limit; null when that is unknown.",
                  "type": ["boolean", "null"]
                },
                "assumed_density": {
                  "description": "A conversion assumed 1 g/ml.",
                  "type": "boolean"
                }
              }
            }
          }
        }
        """#
}
