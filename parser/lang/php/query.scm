; Definitions

(class_declaration name: (_) @name) @definition.class
(interface_declaration name: (_) @name) @definition.interface
(trait_declaration name: (_) @name) @definition.trait
(enum_declaration name: (_) @name) @definition.enum
(function_definition name: (_) @name) @definition.function
(method_declaration name: (_) @name) @definition.method
(namespace_definition name: (_) @name body: (_)) @definition.module

; References

(function_call_expression function: (name) @name) @reference.call
(function_call_expression function: (qualified_name (_) @qualifier (name) @name)) @reference.call
(member_call_expression object: (_) @qualifier name: (name) @name) @reference.call
(nullsafe_member_call_expression object: (_) @qualifier name: (name) @name) @reference.call
(scoped_call_expression scope: (_) @qualifier name: (name) @name) @reference.call
(object_creation_expression (name) @name) @reference.call
(object_creation_expression (qualified_name (_) @qualifier (name) @name)) @reference.call

(base_clause (name) @name) @reference.type
(base_clause (qualified_name (_) @qualifier (name) @name)) @reference.type
(class_interface_clause (name) @name) @reference.type
(class_interface_clause (qualified_name (_) @qualifier (name) @name)) @reference.type
(use_declaration (name) @name) @reference.type
(named_type (name) @name) @reference.type
(named_type (qualified_name (_) @qualifier (name) @name)) @reference.type
(attribute (name) @name) @reference.type
(class_constant_access_expression . (name) @name) @reference.type

; Imports

(namespace_use_clause [(qualified_name) (name)] @import.path .) @import
(namespace_use_clause [(qualified_name) (name)] @import.path (namespace_aliasing_clause (name) @import.name)) @import
(namespace_use_declaration
  (namespace_name) @import.path
  (namespace_use_group (namespace_use_group_clause (namespace_name) @import.path .))) @import
(namespace_use_declaration
  (namespace_name) @import.path
  (namespace_use_group (namespace_use_group_clause
    (namespace_name) @import.path
    (namespace_aliasing_clause (name) @import.name)))) @import
(require_once_expression (string) @import.path) @import
(require_expression (string) @import.path) @import
(include_once_expression (string) @import.path) @import
(include_expression (string) @import.path) @import
