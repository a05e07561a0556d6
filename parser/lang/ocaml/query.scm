; Definitions

(let_binding pattern: [(value_name) (parenthesized_operator (_))] @name (parameter) @parameter body: (_) @body) @definition.function
(let_binding
  pattern: [(value_name) (parenthesized_operator (_))] @name
  body: [(fun_expression) (function_expression)] @body) @definition.function
(external [(value_name) (parenthesized_operator (_))] @name) @definition.function
(value_specification [(value_name) (parenthesized_operator (_))] @name) @definition.function
(method_definition name: (_) @name (parameter)? @parameter body: (_)? @body) @definition.method
(method_specification (method_name) @name) @definition.method

(type_binding name: (type_constructor) @name body: (record_declaration) @body) @definition.struct
(type_binding name: (type_constructor) @name body: (variant_declaration) @body) @definition.enum
(type_binding name: (type_constructor) @name) @definition.type
(module_binding name: (module_name) @name body: (_) @body) @definition.module
(module_type_definition name: (_) @name body: (signature) @body) @definition.interface
(class_binding name: (class_name) @name body: (_) @body) @definition.class

; References

(application_expression function: (value_path (value_name) @name)) @reference.call
(application_expression function: (value_path (module_path) @qualifier (value_name) @name)) @reference.call
(method_invocation (_) @qualifier (method_name) @name) @reference.call
(type_constructor_path (type_constructor) @name
  (#not-any-of? @name "int" "string" "bool" "unit" "float" "char" "list" "array" "option" "bytes" "exn" "ref")) @reference.type
(type_constructor_path (extended_module_path) @qualifier (type_constructor) @name) @reference.type

(match_case pattern: (value_pattern) @default (#eq? @default "_"))

; Imports

(open_module (module_path) @import.path) @import
(include_module (module_path) @import.path) @import
