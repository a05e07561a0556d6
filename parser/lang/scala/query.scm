; Definitions

(class_definition "case" name: (_) @name class_parameters: (_)? @parameters) @definition.record
(class_definition name: (_) @name class_parameters: (_)? @parameters) @definition.class
(object_definition name: (_) @name) @definition.object
(package_object name: (_) @name) @definition.object
(trait_definition name: (_) @name) @definition.trait
(enum_definition name: (_) @name) @definition.enum
(type_definition name: (_) @name) @definition.type
(function_definition name: (_) @name) @definition.function
(function_declaration name: (_) @name) @definition.function

; A function bound to a name in a class.
(template_body (val_definition
  pattern: (identifier) @name
  value: (lambda_expression parameters: (_) @parameters) @body) @definition.function)

; References

(call_expression function: (identifier) @name) @reference.call
(call_expression function: (field_expression value: (_) @qualifier field: (identifier) @name)) @reference.call
(call_expression function: (generic_function function: (identifier) @name)) @reference.call
(call_expression function: (generic_function
  function: (field_expression value: (_) @qualifier field: (identifier) @name))) @reference.call
(instance_expression (type_identifier) @name) @reference.call
(instance_expression (generic_type type: (type_identifier) @name)) @reference.call
((type_identifier) @name @reference.type)

; Operators are functions: only these decide whether the right side is evaluated.
(infix_expression operator: (operator_identifier) @logical (#any-of? @logical "&&" "||"))

; Imports: a path of several nodes, then names.

(import_declaration
  path: (identifier) @import.path
  (namespace_selectors [
    (identifier) @import.name
    (arrow_renamed_identifier alias: (identifier) @import.name)
    (namespace_wildcard) @import.name
  ])) @import
(import_declaration path: (identifier) @import.path (namespace_wildcard)? @import.name) @import
