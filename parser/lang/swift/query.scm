; Definitions. Parameters stand in the declaration itself, and types are fields called name.

(class_declaration declaration_kind: "class" name: (_) @name) @definition.class
(class_declaration declaration_kind: "actor" name: (_) @name) @definition.class
(class_declaration declaration_kind: "struct" name: (_) @name) @definition.struct
(class_declaration declaration_kind: "enum" name: (_) @name) @definition.enum
(class_declaration declaration_kind: "extension" name: (_) @name) @definition.impl
(protocol_declaration name: (_) @name) @definition.interface
(typealias_declaration . (modifiers)? . name: (type_identifier) @name) @definition.type

(function_declaration "func" . name: _ @name (parameter)? @parameter "->"? . (_)? @result body: (_) @body) @definition.function
(protocol_function_declaration "func" . name: _ @name (parameter)? @parameter) @definition.method
(init_declaration name: "init" @name (parameter)? @parameter) @definition.constructor
(deinit_declaration "deinit" @name) @definition.method
(subscript_declaration "subscript" @name (parameter)? @parameter (computed_property)? @body) @definition.property
(property_declaration
  name: (pattern bound_identifier: (simple_identifier) @name)
  computed_value: (_) @body) @definition.property

; A function bound to the name of a property.
(class_body (property_declaration
  name: (pattern bound_identifier: (simple_identifier) @name)
  value: (lambda_literal) @body) @definition.function)
(source_file (property_declaration
  name: (pattern bound_identifier: (simple_identifier) @name)
  value: (lambda_literal) @body) @definition.function)

; References

(call_expression (simple_identifier) @name (call_suffix)) @reference.call
(call_expression
  (navigation_expression target: (_) @qualifier suffix: (navigation_suffix suffix: (simple_identifier) @name))
  (call_suffix)) @reference.call
(constructor_expression constructed_type: (user_type (type_identifier) @name .)) @reference.call
(user_type (type_identifier) @name) @reference.type

; Imports

(import_declaration (identifier) @import.path) @import
