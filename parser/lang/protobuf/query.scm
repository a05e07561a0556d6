; Definitions

(message (message_name) @name (message_body) @body) @definition.message
(enum (enum_name) @name (enum_body) @body) @definition.enum
(service (service_name) @name "{" @body) @definition.service
(rpc (rpc_name) @name "returns" (message_or_enum_type) @result) @definition.method

; References

(message_or_enum_type) @name @reference.type

; Imports

(import path: (_) @import.path) @import
