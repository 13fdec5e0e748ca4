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
                  "indicators": {"items": {"properties": {"purchases": {"minItems": 1}}}},
                  "confidential": {"items": {"properties": {"purchases": {"minItems": 1}}}}
                }
              },
              "anyOf": [{"properties": {"indicators": {"minItems": 1}}}, {"required": ["confidential"]}],
              "dependentSchemas": {"confidential": {"properties": {"indicators": {"maxItems": 0}}}},
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
                "indicators": {"type": "array", "items": {"$ref": "#/$defs/indicator"}},
                "confidential": {
                  "description": "In place of indicators, where the pack is confidential and does not name the endpoint.",
                  "type": "array",
                  "minItems": 1,
                  "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["rule", "score", "purchases"],
                    "properties": {
                      "rule": {
                        "description": "Tells rules of one version of the pack apart, and is not their id.",
                        "type": "string",
                        "pattern": "^rule-[0-9a-f]{12}$"
                      },
                      "score": {"$ref": "#/$defs/points"},
                      "purchases": {"type": "array", "items": {"$ref": "#/$defs/lineKey"}}
                    }
                  }
                },
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
                  "anyOf": [{"$ref": "#/$defs/measure"}, {"enum": ["combine", "sequence", "absent"]}]
                },
                "value": {"$ref": "#/$defs/decimal"},
                "threshold": {"$ref": "#/$defs/amount"},
                "bound": {"$ref": "#/$defs/bound"},
                "unit": {"$ref": "#/$defs/text"},
                "within": {"$ref": "#/$defs/within"},
                "group": {"type": "object", "additionalProperties": {"type": "string"}},
                "purchases": {"$ref": "#/$defs/lineKeys"},
                "counted": {"$ref": "#/$defs/counted"},
                "conditions": {
                  "description": "Of a combination, the conditions that hold.",
                  "type": "array",
                  "minItems": 1,
                  "items": {"$ref": "#/$defs/condition"}
                },
                "unless": {
                  "description": "The rule's exceptions, where they cover a part of a purchase; left out where they do not.",
                  "type": "array",
                  "minItems": 1,
                  "uniqueItems": true,
                  "items": {"enum": ["licence", "professional"]}
                },
                "returns": {"description": "The rule sees what returns took; else left out.", "const": "ignore"},
                "voids": {"description": "The rule sees what voids took; else left out.", "const": "ignore"},
                "usual": {"$ref": "#/$defs/usual"}
              },
              "if": {"properties": {"measure": {"const": "combine"}}},
              "then": {"required": ["conditions"]},
              "else": {"not": {"required": ["conditions"]}}
            },
            "condition": {
              "description": "A condition of a combination, with what it measured by itself.",
              "type": "object",
              "additionalProperties": false,
              "required": [
                "condition", "measure", "value", "threshold", "bound", "unit", "within", "purchases", "counted"
              ],
              "properties": {
                "condition": {
                  "description": "Its place in the combination, from 1.",
                  "type": "integer",
                  "minimum": 1
                },
                "measure": {"$ref": "#/$defs/measure"},
                "value": {"$ref": "#/$defs/decimal"},
                "threshold": {"$ref": "#/$defs/amount"},
                "bound": {"$ref": "#/$defs/bound"},
                "unit": {"$ref": "#/$defs/text"},
                "within": {"$ref": "#/$defs/within"},
                "purchases": {"$ref": "#/$defs/lineKeys"},
                "counted": {"$ref": "#/$defs/counted"}
              }
            },
            "usual": {
              "description": "What was usual: the median of the measure over earlier windows that hold a purchase.",
              "type": "object",
              "additionalProperties": false,
              "required": ["median", "times", "bound", "windows", "over"],
              "properties": {
                "median": {"description": "To six digits.", "$ref": "#/$defs/decimal"},
                "times": {"description": "The value is so many times the median.", "$ref": "#/$defs/amount"},
                "bound": {"$ref": "#/$defs/bound"},
                "windows": {
                  "description": "The earlier windows that hold a purchase.",
                  "type": "integer",
                  "minimum": 1
                },
                "over": {"type": "string", "pattern": "^[0-9]+ *(s|min|h|d|w)$"}
              }
            },
            "measure": {
              "type": "string",
              "pattern": "^(count (purchases|receipts)|sum (mass|volume|units|amount)|distinct .+)$"
            },
            "bound": {"enum": ["at_least", "above"]},
            "within": {
              "type": ["string", "null"],
              "pattern": "^([0-9]+ *(s|min|h|d|w)|calendar_day)$"
            },
            "lineKeys": {
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
                  "description": "What is left after voids and returns; 0 only where rules see more.",
                  "$ref": "#/$defs/amount"
                },
                "returned": {"$ref": "#/$defs/amount"},
                "voided": {"$ref": "#/$defs/amount"},
                "amount": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/decimal"}]},
                "currency": {"$ref": "#/$defs/textOrNull"},
                "tender": {"$ref": "#/$defs/textOrNull"},
                "substances": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/substance"}},
                "before": {
                  "description": "What rules saw that leave returns or voids out; left out where none did.",
                  "type": "array",
                  "minItems": 1,
                  "maxItems": 3,
                  "items": {"$ref": "#/$defs/before"}
                }
              },
              "if": {"not": {"required": ["before"]}},
              "then": {"properties": {"quantity": {"pattern": "[1-9]"}}}
            },
            "before": {
              "type": "object",
              "additionalProperties": false,
              "required": ["quantity", "amount", "substances"],
              "anyOf": [{"required": ["returns"]}, {"required": ["voids"]}],
              "properties": {
                "returns": {"const": "ignore"},
                "voids": {"const": "ignore"},
                "quantity": {"$ref": "#/$defs/amount", "pattern": "[1-9]"},
                "amount": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/decimal"}]},
                "substances": {
                  "description": "Those of the purchase, in its order.",
                  "type": "array",
                  "minItems": 1,
                  "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["id", "mass", "volume"],
                    "properties": {
                      "id": {"$ref": "#/$defs/text"},
                      "mass": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/grams"}]},
                      "volume": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/millilitres"}]},
                      "covered_mass": {"$ref": "#/$defs/coveredMass"}
                    }
                  }
                }
              }
            },
            "grams": {
              "type": "object",
              "additionalProperties": false,
              "required": ["value", "unit"],
              "properties": {"value": {"$ref": "#/$defs/amount"}, "unit": {"const": "g"}}
            },
            "millilitres": {
              "type": "object",
              "additionalProperties": false,
              "required": ["value", "unit"],
              "properties": {"value": {"$ref": "#/$defs/amount"}, "unit": {"const": "ml"}}
            },
            "coveredMass": {
              "description": "What a paper covers, by kind, where its total leaves a part uncovered.",
              "type": "object",
              "additionalProperties": false,
              "minProperties": 1,
              "properties": {
                "licence": {"$ref": "#/$defs/grams"},
                "professional": {"$ref": "#/$defs/grams"}
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
                },
                "covered_mass": {"$ref": "#/$defs/coveredMass"}
              }
            }
          }
        }
        """#
}
