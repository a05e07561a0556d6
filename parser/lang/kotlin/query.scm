; The grammar has no fields: what a child is follows from its type and place.

; Definitions

(class_declaration "interface" (type_identifier) @name (class_body)? @body) @definition.interface
(class_declaration "enum" (type_identifier) @name
  (primary_constructor)? @parameters (enum_class_body)? @body) @definition.enum
(class_declaration (modifiers (class_modifier "data")) (type_identifier) @name
  (primary_constructor)? @parameters (class_body)? @body) @definition.record
(class_declaration (type_identifier) @name
  (primary_constructor)? @parameters (class_body)? @body) @definition.class
(object_declaration (type_identifier) @name (class_body)? @body) @definition.object
(companion_object (type_identifier) @name (class_body)? @body) @definition.object
(type_alias (type_identifier) @name) @definition.type

(function_declaration
  (simple_identifier) @name
  (function_value_parameters) @parameters .
  [(user_type) (nullable_type) (function_type) (parenthesized_type) (not_nullable_type)]? @result
  (function_body)? @body) @definition.function
(secondary_constructor
  "constructor" @name
  (function_value_parameters) @parameters
  (statements)? @body) @definition.constructor

; A property with code of its own: its accessor follows it.
(class_body
  (property_declaration (variable_declaration (simple_identifier) @name)) @definition.property .
  [(getter (function_body)) (setter (function_body))] @body)
(source_file
  (property_declaration (variable_declaration (simple_identifier) @name)) @definition.property .
  [(getter (function_body)) (setter (function_body))] @body)

; A function bound to a name at the top of a file or in a class.
(source_file (property_declaration
  (variable_declaration (simple_identifier) @name)
  [(lambda_literal) (anonymous_function)] @body) @definition.function)
(class_body (property_declaration
  (variable_declaration (simple_identifier) @name)
  [(lambda_literal) (anonymous_function)] @body) @definition.function)

; References

(call_expression (simple_identifier) @name (call_suffix)) @reference.call
(call_expression
  (navigation_expression (_) @qualifier (navigation_suffix (simple_identifier) @name) .)
  (call_suffix)) @reference.call
(infix_expression (_) (simple_identifier) @name (_)) @reference.call
(callable_reference (simple_identifier) @name .) @reference.call
(user_type (type_identifier) @name .) @reference.type

; Imports

(import_header (identifier) @import.path (wildcard_import) @import.name) @import
(import_header (identifier) @import.path (import_alias (type_identifier) @import.name)) @import
(import_header (identifier) @import.path .) @import
