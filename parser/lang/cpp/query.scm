; Definitions. What a declarator declares stands inside of pointers and references to it.

; Tests of GoogleTest: TEST(Suite, Name)
(function_definition
  declarator: (function_declarator
    declarator: (identifier) @_macro
    parameters: (parameter_list .
      (parameter_declaration type: (_) @name) .
      (parameter_declaration type: (_) @name) .))
  (#any-of? @_macro "TEST" "TEST_F" "TEST_P" "TYPED_TEST" "TYPED_TEST_P")) @definition.function

; void (*handler(int a))(int)
(function_definition declarator: (function_declarator declarator: (parenthesized_declarator (pointer_declarator
  declarator: (function_declarator declarator: (_) @name parameters: (_) @parameters))))) @definition.function
(function_definition declarator: [
  (function_declarator declarator: (_) @name parameters: (_) @parameters)
  (pointer_declarator declarator: (function_declarator declarator: (_) @name parameters: (_) @parameters))
  (pointer_declarator declarator: (pointer_declarator declarator: (function_declarator
    declarator: (_) @name parameters: (_) @parameters)))
  (reference_declarator (function_declarator declarator: (_) @name parameters: (_) @parameters))
]) @definition.function
(function_definition declarator: (operator_cast "operator" @name type: (_) @name)) @definition.function

(class_specifier name: (_) @name body: (_)) @definition.class
(struct_specifier name: (_) @name body: (_)) @definition.struct
(union_specifier name: (_) @name body: (_)) @definition.union
(enum_specifier name: (_) @name body: (_)) @definition.enum
(type_definition type: (struct_specifier !name body: (_) @body) declarator: (type_identifier) @name) @definition.struct
(type_definition type: (union_specifier !name body: (_) @body) declarator: (type_identifier) @name) @definition.union
(type_definition type: (enum_specifier !name body: (_) @body) declarator: (type_identifier) @name) @definition.enum
(type_definition
  type: [
    (struct_specifier !body) (union_specifier !body) (enum_specifier !body) (type_identifier) (primitive_type)
    (sized_type_specifier) (qualified_identifier) (template_type)
  ]
  declarator: [
    (type_identifier) @name
    (pointer_declarator declarator: (type_identifier) @name)
    (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (type_identifier) @name)))
  ]) @definition.type
(alias_declaration name: (_) @name) @definition.type
(concept_definition name: (_) @name) @definition.type
(namespace_definition name: (_) @name) @definition.module

(preproc_function_def name: (_) @name value: (_)? @body) @definition.macro

; References

(call_expression function: (identifier) @name) @reference.call
(call_expression function: (template_function name: (identifier) @name)) @reference.call
(call_expression function: (field_expression argument: (_) @qualifier field: (field_identifier) @name)) @reference.call
(call_expression function: (field_expression
  argument: (_) @qualifier field: (template_method name: (_) @name))) @reference.call
(call_expression function: (qualified_identifier scope: (_) @qualifier name: (identifier) @name)) @reference.call
(call_expression function: (qualified_identifier
  scope: (_) @qualifier name: (template_function name: (identifier) @name))) @reference.call
(call_expression function: (qualified_identifier
  name: (qualified_identifier scope: (_) @qualifier name: (identifier) @name))) @reference.call
(new_expression type: (type_identifier) @name) @reference.call
(new_expression type: (template_type name: (type_identifier) @name)) @reference.call
(new_expression type: (qualified_identifier scope: (_) @qualifier name: (type_identifier) @name)) @reference.call

((type_identifier) @name @reference.type)
(qualified_identifier scope: (_) @qualifier name: (type_identifier) @name) @reference.type
(qualified_identifier scope: (_) @qualifier name: (template_type name: (type_identifier) @name)) @reference.type

; Imports

(preproc_include path: (_) @import.path) @import
(using_declaration "namespace" (_) @import.path) @import
(using_declaration (qualified_identifier name: (identifier) @import.name) @import.path) @import
