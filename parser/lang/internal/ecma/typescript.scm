; What only TypeScript has.

(function_signature name: (_) @name) @definition.function
(method_signature ["get" "set"] name: (_) @name) @definition.property
(method_signature name: (_) @name) @definition.method
(abstract_method_signature name: (_) @name) @definition.method
(public_field_definition
  name: (_) @name
  value: [
    (arrow_function parameter: (_)? @parameters parameters: (_)? @parameters body: (_) @body)
    (function_expression parameters: (_) @parameters body: (_) @body)
  ]) @definition.method

(abstract_class_declaration name: (_) @name) @definition.class
(interface_declaration name: (_) @name) @definition.interface
(enum_declaration name: (_) @name) @definition.enum
(type_alias_declaration name: (_) @name value: (object_type) @body) @definition.type
(type_alias_declaration name: (_) @name) @definition.type
(internal_module name: (_) @name) @definition.module
(module name: (_) @name body: (_)) @definition.module

((type_identifier) @name @reference.type)
(nested_type_identifier module: (_) @qualifier name: (_) @name) @reference.type
(extends_clause value: (identifier) @name) @reference.type
(extends_clause value: (member_expression object: (_) @qualifier property: (_) @name)) @reference.type

(import_statement (import_require_clause (identifier) @import.name source: (_) @import.path)) @import

(required_parameter pattern: [(identifier) @local (rest_pattern (identifier) @local)])
(optional_parameter pattern: (identifier) @local)
