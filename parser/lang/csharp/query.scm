; Definitions

(class_declaration name: (_) @name) @definition.class
(interface_declaration name: (_) @name) @definition.interface
(struct_declaration name: (_) @name) @definition.struct
(record_declaration name: (_) @name (parameter_list)? @parameters) @definition.record
(enum_declaration name: (_) @name) @definition.enum
(delegate_declaration type: (_) @result name: (_) @name) @definition.type
(namespace_declaration name: (_) @name) @definition.module

(constructor_declaration name: (_) @name) @definition.constructor
(destructor_declaration name: (_) @name) @definition.method
(method_declaration returns: (_) @result name: (_) @name) @definition.method
(local_function_statement type: (_) @result name: (_) @name) @definition.function
(operator_declaration type: (_) @result operator: _ @name) @definition.method
(conversion_operator_declaration "operator" @name type: (_) @name) @definition.method
(property_declaration name: (_) @name accessors: (accessor_list (accessor_declaration body: (_))) @body) @definition.property
(property_declaration name: (_) @name value: (arrow_expression_clause) @body) @definition.property
(indexer_declaration "this" @name accessors: (_) @body) @definition.property
(indexer_declaration "this" @name value: (_) @body) @definition.property

; A function bound to the name of a field.
(field_declaration (variable_declaration
  (variable_declarator
    name: (identifier) @name
    (lambda_expression parameters: (_)? @parameters body: (_) @body)) @definition.method))

; References

(invocation_expression function: (identifier) @name) @reference.call
(invocation_expression function: (generic_name (identifier) @name)) @reference.call
(invocation_expression function: (member_access_expression expression: (_) @qualifier name: (identifier) @name)) @reference.call
(invocation_expression function: (member_access_expression
  expression: (_) @qualifier name: (generic_name (identifier) @name))) @reference.call
(invocation_expression function: (conditional_access_expression
  condition: (_) @qualifier (member_binding_expression name: (identifier) @name))) @reference.call
(object_creation_expression type: (identifier) @name) @reference.call
(object_creation_expression type: (generic_name (identifier) @name)) @reference.call
(object_creation_expression type: (qualified_name qualifier: (_) @qualifier name: (identifier) @name)) @reference.call

(base_list (identifier) @name) @reference.type
(base_list (generic_name (identifier) @name)) @reference.type
(base_list (qualified_name qualifier: (_) @qualifier name: (identifier) @name)) @reference.type
(parameter type: (identifier) @name) @reference.type
(parameter type: (generic_name (identifier) @name)) @reference.type
(parameter type: (nullable_type (identifier) @name)) @reference.type
(variable_declaration type: (identifier) @name) @reference.type
(variable_declaration type: (generic_name (identifier) @name)) @reference.type
(property_declaration type: (identifier) @name) @reference.type
(property_declaration type: (generic_name (identifier) @name)) @reference.type
(method_declaration returns: (identifier) @name) @reference.type
(method_declaration returns: (generic_name (identifier) @name)) @reference.type
(type_argument_list (identifier) @name) @reference.type
(type_argument_list (generic_name (identifier) @name)) @reference.type
(attribute name: (identifier) @name) @reference.type

; Imports

(using_directive !name [(identifier) (qualified_name)] @import.path) @import
(using_directive name: (identifier) @import.name [(identifier) (qualified_name)] @import.path .) @import
