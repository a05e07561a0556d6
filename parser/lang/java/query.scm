; Definitions

(class_declaration name: (_) @name) @definition.class
(interface_declaration name: (_) @name) @definition.interface
(annotation_type_declaration name: (_) @name) @definition.interface
(enum_declaration name: (_) @name) @definition.enum
(record_declaration name: (_) @name) @definition.record
(constructor_declaration name: (_) @name) @definition.constructor
(compact_constructor_declaration name: (_) @name) @definition.constructor
(method_declaration type: (_) @result name: (_) @name) @definition.method
(annotation_type_element_declaration type: (_) @result name: (_) @name) @definition.method

; References

(method_invocation !object name: (identifier) @name) @reference.call
(method_invocation object: (_) @qualifier name: (identifier) @name) @reference.call
(method_reference (_) @qualifier (identifier) @name .) @reference.call
(object_creation_expression type: (type_identifier) @name) @reference.call
(object_creation_expression type: (generic_type (type_identifier) @name)) @reference.call
(object_creation_expression type: (scoped_type_identifier (_) @qualifier (type_identifier) @name .)) @reference.call

((type_identifier) @name @reference.type)
(scoped_type_identifier (_) @qualifier (type_identifier) @name .) @reference.type
(marker_annotation name: (identifier) @name) @reference.type
(annotation name: (identifier) @name) @reference.type

; Imports

(import_declaration [(scoped_identifier) (identifier)] @import.path (asterisk)? @import.name) @import
