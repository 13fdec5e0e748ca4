/// The JSON Schema of `language.yaml`, as `tillwatch schema language` prints it.
package enum LanguageSchema {
    package static let id = "urn:tillwatch:schema:language:1"

    package static let json = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:tillwatch:schema:language:1",
          "title": "Tillwatch language rules",
          "description": "What the languages need whatever the substance.",
          "type": "object",
          "additionalProperties": false,
          "required": ["knowledge", "version"],
          "properties": {
            "knowledge": {"const": "language"},
            "version": {"$ref": "#/$defs/text"},
            "note": {"$ref": "#/$defs/text"},
            "negations_before": {"description": "Before a name: it is not in. One that ends in `/` or `.` needs that mark behind it.", "$ref": "#/$defs/wordings"},
            "negations_after": {"description": "Behind a name: it is not in.", "$ref": "#/$defs/wordings"},
            "negation_prefixes": {"description": "In one word with a name, before it.", "$ref": "#/$defs/wordings"},
            "negation_suffixes": {"description": "In one word with a name, behind it.", "$ref": "#/$defs/wordings"},
            "affirmations": {"description": "They end what a negation reaches.", "$ref": "#/$defs/wordings"},
            "endings": {"description": "Endings that a word takes or loses by inflection.", "$ref": "#/$defs/wordings"},
            "variants": {"description": "Words that stand for one another in names, those of a group parted by `|`.", "$ref": "#/$defs/wordings"},
            "articles": {"description": "Written in one word with the next: the Arabic article.", "$ref": "#/$defs/wordings"},
            "ignored": {"description": "Words without weight inside a name.", "$ref": "#/$defs/wordings"},
            "connectors": {"description": "Words that join the members of a list.", "$ref": "#/$defs/wordings"},
            "others": {"description": "Near a name, and something else.", "$ref": "#/$defs/wordings"},
            "elsewhere": {"description": "Words of articles that are about something and do not hold it.", "$ref": "#/$defs/wordings"},
            "percent_owners": {"description": "Words whose percentages are their own.", "$ref": "#/$defs/wordings"},
            "percent_fillers": {"description": "Words that may stand between a percentage and its name, and inside a name.", "$ref": "#/$defs/wordings"}
          },
          "$defs": {
            "text": {"type": ["string", "number", "boolean"]},
            "phrases": {
              "type": "array",
              "minItems": 1,
              "maxItems": 2000,
              "uniqueItems": true,
              "items": {"type": ["string", "number", "boolean"], "maxLength": 120}
            },
            "wordings": {
              "type": "object",
              "additionalProperties": false,
              "minProperties": 1,
              "properties": {
                \#(SchemaLanguages.phrases(indent: 8))
              }
            }
          }
        }
        """#
}
