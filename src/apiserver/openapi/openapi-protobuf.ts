// The OpenAPI documents in protobuf. Of version 2 it is the only form that client-go asks for: kubectl validates a List
// against it. Upstream: kube-openapi pkg/handler ToProtoBinary, pkg/handler3 ToV3ProtoBinary.
import { documentEncoder } from './document-encoder.ts'
import { openApi2Table } from './openapi2-messages.data.ts'
import { openApi3Table } from './openapi3-messages.data.ts'

/** `document` is what the JSON form has. */
export const openApi2Protobuf = documentEncoder(openApi2Table)
export const openApi3Protobuf = documentEncoder(openApi3Table)
