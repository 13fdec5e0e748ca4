/// The JSON Schema of a substance list, as `tillwatch schema list` prints it.
///
/// For editors, which type scalars as YAML does: a number or a flag may stand wherever a text may.
package enum ListSchema {
    package static let id = "urn:tillwatch:schema:list:1"

    package static let json = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$id": "urn:tillwatch:schema:list:1",
          "title": "Tillwatch substance list",
          "description": "Public law as data: substances, their limits and since when they hold.",
          "type": "object",
          "additionalProperties": false,
          "required": ["list", "version", "substances"],
          "properties": {
            "list": {"description": "Id of the list, by which packs name it.", "$ref": "#/$defs/name"},
            "version": {"$ref": "#/$defs/text"},
            "jurisdiction": {"$ref": "#/$defs/text"},
            "source": {
              "description": "Where the law was read, and when.",
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "title": {"$ref": "#/$defs/text"},
                "url": {"$ref": "#/$defs/text"},
                "read": {"$ref": "#/$defs/day"},
                "note": {"$ref": "#/$defs/text"}
              }
            },
            "substances": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/substance"}}
          },
          "$defs": {
            "text": {"type": ["string", "number", "boolean"]},
            "name": {
              "type": ["string", "number", "boolean"],
              "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
            },
            "day": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
            "percent": {"type": "string", "pattern": "^[0-9]{1,3}(\\.[0-9]{1,6})? *%$"},
            "substance": {
              "type": "object",
              "additionalProperties": false,
              "required": ["id", "name"],
              "properties": {
                "id": {"description": "Unique in the list.", "$ref": "#/$defs/name"},
                "name": {"$ref": "#/$defs/text"},
                "cas": {"type": "string", "pattern": "^[0-9]{2,7}-[0-9]{2}-[0-9]$"},
                "annex": {"description": "The annex, part or tier of the law.", "$ref": "#/$defs/text"},
                "limit": {"description": "Concentration w/w.", "$ref": "#/$defs/percent"},
                "comparison": {"description": "Is a product at the limit above it? As the law says.", "enum": [">", ">="]},
                "upper_limit": {"description": "No licence reaches above it.", "$ref": "#/$defs/percent"},
                "density": {
                  "description": "Of the pure substance.",
                  "type": "string",
                  "pattern": "^[0-9]{1,12}(\\.[0-9]{1,6})? *g/ml$"
                },
                "from": {"description": "First day in force.", "$ref": "#/$defs/day"},
                "to": {"description": "Last day in force.", "$ref": "#/$defs/day"},
                "note": {"description": "For people; nothing evaluates it.", "$ref": "#/$defs/text"}
              }
            }
          }
        }
        """#
}
