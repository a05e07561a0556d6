; Definitions

(class_definition "interface" name: (_) @name) @definition.interface
(class_definition name: (_) @name) @definition.class
(function_definition function: (_) @name) @definition.function
(function_declaration function: (_) @name) @definition.function

; A closure bound to a name at the top of a file.
(source_file (declaration name: (identifier) @name value: (closure (parameter_list)? @parameters) @body) @definition.function)

; References

(function_call function: (identifier) @name) @reference.call
(function_call function: (dotted_identifier (_) @qualifier (identifier) @name .)) @reference.call
(juxt_function_call function: (identifier) @name) @reference.call
(juxt_function_call function: (dotted_identifier (_) @qualifier (identifier) @name .)) @reference.call
(class_definition superclass: (identifier) @name) @reference.type
(parameter type: (identifier) @name) @reference.type
(declaration type: (identifier) @name (#not-any-of? @name "return" "throw")) @reference.type
(function_definition type: (identifier) @name) @reference.type
(annotation (identifier) @name) @reference.type

; Imports

(groovy_import import: (_) @import.path (wildcard_import)? @import.name) @import
