; Definitions. What a declarator declares stands inside of pointers to it.

(function_definition declarator: [
  (function_declarator declarator: (identifier) @name parameters: (_) @parameters)
  (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (function_declarator
    declarator: (identifier) @name parameters: (_) @parameters))))
  (function_declarator declarator: (parenthesized_declarator (identifier) @name) parameters: (_) @parameters)
  (pointer_declarator declarator: (function_declarator
    declarator: (identifier) @name parameters: (_) @parameters))
  (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator
    declarator: (identifier) @name parameters: (_) @parameters)))
]) @definition.function

(struct_specifier name: (_) @name body: (_)) @definition.struct
(union_specifier name: (_) @name body: (_)) @definition.union
(enum_specifier name: (_) @name body: (_)) @definition.enum
(type_definition type: (struct_specifier !name body: (_) @body) declarator: (type_identifier) @name) @definition.struct
(type_definition type: (union_specifier !name body: (_) @body) declarator: (type_identifier) @name) @definition.union
(type_definition type: (enum_specifier !name body: (_) @body) declarator: (type_identifier) @name) @definition.enum
(type_definition
  type: [
    (struct_specifier !body) (union_specifier !body) (enum_specifier !body) (type_identifier) (primitive_type)
    (sized_type_specifier)
  ]
  declarator: [
    (type_identifier) @name
    (pointer_declarator declarator: (type_identifier) @name)
    (array_declarator declarator: (type_identifier) @name)
    (function_declarator declarator: (type_identifier) @name)
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (type_identifier) @name)))
    (pointer_declarator declarator: (function_declarator
      declarator: (parenthesized_declarator (pointer_declarator declarator: (type_identifier) @name))))
  ]) @definition.type

(preproc_function_def name: (_) @name value: (_)? @body) @definition.macro

; References

(call_expression function: (identifier) @name) @reference.call
(call_expression function: (field_expression argument: (_) @qualifier field: (_) @name)) @reference.call
((type_identifier) @name @reference.type)

; Imports

(preproc_include path: (_) @import.path) @import
