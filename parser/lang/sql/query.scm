; Definitions

(create_table (object_reference) @name . (column_definitions)? @body) @definition.table
(create_view (object_reference) @name . (create_query)? @body) @definition.table
(create_materialized_view (object_reference) @name) @definition.table
(create_function (object_reference) @name . (function_arguments)? @parameters (function_body)? @body) @definition.function
(create_trigger (keyword_trigger) . (object_reference) @name) @definition.function
(create_type (object_reference) @name) @definition.type
(create_schema (identifier) @name) @definition.module

; References

(relation (object_reference name: (identifier) @name)) @reference.type
(relation (object_reference schema: (identifier) @qualifier name: (identifier) @name)) @reference.type
(insert (object_reference name: (identifier) @name)) @reference.type
(column_definition (keyword_references) (object_reference name: (identifier) @name)) @reference.type
(create_trigger (keyword_on) . (object_reference name: (identifier) @name)) @reference.type
(create_trigger (keyword_on) . (object_reference schema: (identifier) @qualifier name: (identifier) @name)) @reference.type
(create_trigger (keyword_function) . (object_reference name: (identifier) @name)) @reference.call
(create_trigger (keyword_procedure) . (object_reference name: (identifier) @name)) @reference.call
(invocation (object_reference name: (identifier) @name)) @reference.call
